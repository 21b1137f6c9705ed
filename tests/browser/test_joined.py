"""Joined modules run in a browser as the modules that they are made of would."""

from browser.bare import HOST

from llm_edu.widgets.common.joining import join_modules


def test_names_of_one_file_are_not_seen_by_another(page, tmp_path):
    texts = {
        "widget.js": 'import { count, secret as theirs } from "./one.js";\nimport { twice } from "./two.js";\n\n'
                     'const secret = "mine";\nfunction helper() { return "widget"; }\n'
                     'export default { render: () => [secret, theirs(), count, twice(), helper()] };\n',
        "one.js": 'import { twice } from "./two.js";\n\nfunction helper() { return "one"; }\n'
                  "export const count = twice() + 1;\nexport function secret() { return helper(); }\n",
        "two.js": "let calls = 0;\nconst helper = 2;\nexport function twice() {\n  calls += 1;\n"
                  "  return helper * calls;\n}\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    page.set_content("<main></main>")
    page.evaluate(HOST)
    result = page.evaluate("async (text) => (await load(text)).render()", join_modules(tmp_path / "widget.js"))
    assert result == ["mine", "one", 3, 4, "widget"]
