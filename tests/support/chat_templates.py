"""Chat templates that write conversations as published models' do: the forms are theirs, the wording is ours.

Each uses what the real one uses of Jinja: loops with `loop.first` and `loop.index0`, namespaces, slices, methods of texts,
`raise_exception`, `strftime_now`, tools as JSON, and the whitespace control that most of the difficulty lies in.
"""

CHATML = """\
{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system
You are small and helpful.<|im_end|>
' }}{% endif %}{{ '<|im_start|>' + message['role'] + '
' + message['content'] + '<|im_end|>' + '
' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
' }}{% endif %}"""

LLAMA2 = """\
{% if messages[0]['role'] == 'system' %}{% set rest = messages[1:] %}{% set told = messages[0]['content'] %}\
{% else %}{% set rest = messages %}{% set told = false %}{% endif %}\
{% for message in rest %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}\
{{ raise_exception('user and assistant must take turns') }}{% endif %}\
{% if loop.index0 == 0 and told != false %}{% set content = '<<SYS>>\\n' + told + '\\n<</SYS>>\\n\\n' + message['content'] %}\
{% else %}{% set content = message['content'] %}{% endif %}\
{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}\
{% elif message['role'] == 'assistant' %}{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}"""

LLAMA3 = """\
{{- bos_token }}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set told = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set told = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if tools is not none %}
    {{- "Tools:\\n\\n" }}
    {%- for tool in tools %}
        {{- tool | tojson(indent=4) }}
        {{- "\\n\\n" }}
    {%- endfor %}
{%- endif %}
{{- "Date: " + date_string + "\\n\\n" }}
{{- told }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
"""

QWEN3 = """\
{%- if messages[0].role == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- set ns = namespace(searching=true, last=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.searching and message.role == "user" and not(message.content.startswith('<tool_response>')) %}
        {%- set ns.searching = false %}
        {%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set content = message.content %}
        {%- set thought = '' %}
        {%- if '</think>' in content %}
            {%- set thought = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last and (loop.last or thought) %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + thought.strip('\\n') + '\\n</think>\\n\\n' + content }}
        {%- else %}
            {{- '<|im_start|>' ~ message.role ~ '\\n' ~ content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""

TAGGED = """\
{%- for message in messages if message.content -%}
    {%- if loop.index > 6 -%}{%- break -%}{%- endif -%}
    {%- if message.role == 'assistant' -%}
        {% generation %}{{ message.content | replace('a', 'aa') }}{{ eos_token }}{% endgeneration %}
    {%- else -%}
        {{ [message.role | title, message.content | upper] | join(': ') }} {{ (messages | map(attribute='role') | list) | length }}
    {%- endif -%}
{%- endfor -%}
{{ dict(a=1, b='<') | tojson }}{{ messages | selectattr('role', 'equalto', 'user') | list | length }}"""

TEMPLATES = {"chatml": CHATML, "llama2": LLAMA2, "llama3": LLAMA3, "qwen3": QWEN3, "tagged": TAGGED}

CONVERSATIONS = [
    [{"role": "user", "content": "Hello!"}],
    [{"role": "system", "content": " Be brief.\n"}, {"role": "user", "content": "Why?\n\nTell me  "}],
    [{"role": "user", "content": "Où est Paris ? 🗼"}, {"role": "assistant", "content": "In France.\n"},
     {"role": "user", "content": "  And\tTokyo? {{ 7 * 7 }} {% raw %}"}],
    [{"role": "system", "content": "<b>&"}, {"role": "user", "content": "2 + 2"},
     {"role": "assistant", "content": "<think>\nfour, surely\n</think>\n\n4"}, {"role": "user", "content": ""},
     {"role": "assistant", "content": "Well?"}],
]

# What could be costly or forbidden, and is neither.
HARMLESS = [
    "{{ '=' * 10 }}{{ 3 * 'ab' }}{{ [1] * 3 }}", "{{ '%s and %d' % ('a', 7) }}{{ '%s' % messages[0].role }}", "{{ 2 ** 10 }}",
    "{{ messages | map(attribute='content') | join(', ') }}{{ messages | join('|', attribute='role') }}",
    "{{ '{:>4}|{}'.format(7, 'a') }}{{ 'a'.ljust(3) }}|{{ 'a' | center(5) }}|{{ ', '.join(['a', 'b']) }}",
    "{{ 'one two three' | wordwrap(4) }}{{ 'a\n b' | indent(2) }}{{ [1, 2, 3] | batch(2) | list }}{{ [[1], [2]] | sum(start=[]) }}",
    "{% macro tree(n) %}{% if n %}{{ n }}({{ tree(n - 1) }}){% endif %}{% endmacro %}{{ tree(3) }}{{ 'ab'.translate({97: 'c'}) }}",
    "{% for part in [[1, [2]], [3]] recursive %}{{ part if part is number else loop(part) }}{% endfor %}",
]
