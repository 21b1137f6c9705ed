"""The words by which `yes` knows that a customer agrees or refuses, in British, American and learners' English.

Patterns of phrases, one or several a line, in small letters, without apostrophes, and in the spelling of `SPELLINGS`.
Words in capitals stand for other patterns. What is not here is unknown.
"""

# The spelling of the patterns -> how people type it
TYPED = {
    "yes": "y ye yep yeah yea yup yeh yah yeap yess yas aye ay yessir yessiree ja oui si",
    "no": "n nope nah nay naw nop nein non",
    "ok": "okay okey oki okie k kk dokey dokie doke", "sure": "surely", "please": "pls plz plse pleas plese plaese",
    "thanks": "thx tnx thanx thank ta cheers", "definitely": "definately definitly", "absolutely": "absolutly",
    "perfect": "perfekt prefect", "correct": "corect", "great": "gr8", "alright": "allright alrighty", "you": "u",
    "cannot": "cant", "cancelled": "canceled", "marvellous": "marvelous", "not true": "untrue", "that is": "thats",
    "it is": "its", "all is": "alls", "i would": "id", "i will": "ill", "i am": "im", "i have": "ive", "let us": "lets",
    "you are": "youre", "you would": "youd",
    "do not": "dont", "does not": "doesnt", "is not": "isnt", "will not": "wont", "it will": "itll",
    "would not": "wouldnt", "that will": "thatll", "that would": "thatd", "it would": "itd", "want to": "wanna",
    "not accurate": "inaccurate", "2": "two both", "3": "three", "4": "four", "5": "five"}
SPELLINGS = {typed: word for word, ways in TYPED.items() for typed in ways.split()}

IT = "(?:it|that|this|them|those|these|(?:this|that) one)"
VERY = ("(?:(?:all|quite|just|very|really|perfectly|absolutely|exactly|totally|completely|definitely|actually|so|"
        "indeed|certainly) )*")
DELIGHT = ("perfect|lovely|brilliant|excellent|wonderful|fantastic|marvellous|splendid|smashing|superb|ideal|"
           "spot on")
GOOD = (f"(?:{DELIGHT}|right|correct|fine|ok|good|great|super|awesome|amazing|grand|alright|all right|true|accurate|"
        "nice|agreed|confirmed|affirmative)")
ME = "(?: (?:for|by|with|to) (?:me|us))?"

# A yes by itself
AGREES = rf"""
(?:oh |ah |well )?(?:yes|of course)|sure(?: thing)?|for sure|ok|alright|all right|righto|right you are|roger(?: that)?
correct|exactly|absolutely|totally|(?:quite|just|very much) so|definitely|(?:most )?certainly|naturally|agreed
indeed(?: it is)?|obviously|clearly|undoubtedly|without (?:a )?doubt|i should (?:say|think) so|affirmative|positive
(?:heck|hell|why|good lord) yes|(?:a |one )?hundred percent|fair enough|be my guest|granted|good to go|by all means
i am (?:game|in|down|on board|all for IT)|full steam ahead|consider it (?:done|agreed|a yes)|no objections?|amen|bingo
you have my (?:ok|blessing|permission|agreement|consent)|(?:you have (?:the|a) )?green light|i give my (?:ok|consent)
true|gladly|happily|with pleasure|uh huh|you (?:bet|got it)|(?:done )?deal|it is a deal|accepted|count me in
(?:a|it is a|that is a|i say|i vote|(?:my|the) answer(?: to that)? is)(?: big| clear| definite)? yes(?: from me)?
(?:you (?:can|may|should) )?(?:please )?(?:go (?:right )?ahead|go for it|carry on|proceed)(?: with (?:IT|THING))?
(?:you (?:can|may|should) )?(?:please )?DEED|go on|(?:you (?:can|may) )?(?:please )?do (?:IT|so)|kindly do|make it so
please do|let us (?:do IT|go)|crack on|yes (?:i do|i am|you (?:can|may))|confirm(?:ed)?(?: IT)?|CONFIRM|i am agree
(?:i |we )?(?:fully )?(?:agree|accept|confirm|approve)(?: (?:to|with))?(?: IT)?|i am {VERY}sure
i am {VERY}(?:happy|glad|fine|ok|good|pleased) (?:with IT|to (?:go ahead|proceed|DEED))
happy (?:with IT|to (?:go ahead|proceed))|i would {VERY}(?:like|love) IT|yes i (?:would like|want) to
i (?:do |will |really )*(?:want|need|take) IT|i will (?:have|buy|take) IT|i (?:will )?DEED|yes i (?:do )?want IT
i (?:want|would like|would love)(?: you)? to (?:have IT|DEED|go ahead|proceed|do IT|confirm(?: IT)?)
(?:now |(?:IT|all|everything|you) )?(?:is|are|looks?|seems?|sounds?) {VERY}{GOOD}{ME}
sounds like a plan|{GOOD} (?:for|by|with) (?:me|us)|all (?:good|correct|fine|ok|perfect)
IT (?:would|will) be {VERY}{GOOD}{ME}|IT (?:would|will) do(?: nicely| fine)?
(?:IT )?(?:works|suits|fits)(?: for)? (?:me|us)(?: fine| well| perfectly| nicely)?
IT (?:is|are) {VERY}(?:it|the ones?|what i (?:want|need|meant|wanted|would like|asked for))
"""
# A yes where nothing else is said, such as thanks: "Perfect!" But people say "great" or "fine" to anything
DELIGHTED = rf"(?:(?:(?:that is |oh )?(?:{DELIGHT})|please) )+"
# tool -> the deed as a customer names it (DEED), what it is done to (THING), and what is a yes to it alone (CONFIRM)
DEEDS = {
    "place_order": ("(?:order|buy|purchase|take|place|send|ship|post)(?: me)? (?:IT|THING)(?: along| over| out| off)?|"
                    "order|buy|place|(?:ring|hook) (?:IT|me) up"),
    "cancel_order": "(?:cancel|bin|delete|remove|scrap|call off|get rid of) (?:it|them|this|THING)|cancel|call it off",
    "book_slot": ("(?:book|reserve|take|schedule|make|hold|secure|grab|save) (?:IT|THING)|book|reserve|lock it in|"
                  "(?:pencil|put|pop|slot|fit|sign|book|write) me (?:in|down|up)")}
THINGS = {
    "place_order": "(?:the|my|this|that|an) order", "cancel_order": "(?:(?:the|my|this|that) )?order",
    "book_slot": "(?:the|my|this|that|an) (?:booking|appointment|slot|time|visit)"}
CONFIRMS = {
    "place_order": "(?:i )?confirm THING", "cancel_order": "(?:i )?confirm the cancellation|i would like it cancelled",
    "book_slot": ("(?:i )?confirm THING|see you (?:then|there|(?:on )?DAY)|i will be there"
                  "|i can (?:come|make it)(?: then)?"
                  f"|(?:the |that |this )?(?:time|day|hour|DAY) (?:is {VERY}{GOOD}|suits|works|fits){ME}"
                  "|(?:the |that |this )?(?:time|day|hour|DAY) (?:suits|fits) (?:me|us)")}

# A no by itself
REFUSES = rf"""
(?:oh |hell )?no(?: way| deal| chance)?|not (?:now|today|really|at all|interested|for me|IT|{GOOD})|nevermind
(?:absolutely|certainly|definitely|of course) not|never(?: mind)?|stop(?: IT)?|forget (?:about )?(?:IT|THING)|abort
leave (?:IT|THING)(?: as it is| be| alone| out)?|count me out|(?:i )?do not|(?:i would )?rather not|better not
i do not think so|i (?:will |would )?(?:pass|refuse|decline)|DEED not|negative|wrong|incorrect|false|on second thoughts?
(?:a|it is a|that is a|i say|(?:my|the) answer(?: to that)? is)(?: big| clear| hard)? (?:no|negative)(?: from me)?
(?:i )?do not (?:want|need|like|do|make|agree|accept|confirm|DEED)(?: to| with| IT| THING| anything| any ?more)*
(?:IT|THING|DAY) (?:is|does|will) (?:no good|{VERY}(?:wrong|incorrect|false)|not {VERY}{GOOD})(?: for)?(?: me)?
(?:IT|THING|DAY) (?:is|does|will) not (?:work|suit|fit|what i (?:want|wanted|meant|asked for))(?: for)?(?: me)?
i (?:have )?changed my mind|under no circumstances|i (?:will )?give it a miss|i cannot (?:make it|come)(?: then)?|KEEP
"""
# tool -> what is a no to it alone (KEEP)
KEEPS = {
    "place_order": "cancel(?: IT| THING)?",
    "cancel_order": "(?:i (?:still )?(?:want|would like) to )?keep(?: IT| THING)?|i still (?:want|need) (?:IT|THING)",
    "book_slot": "cancel(?: IT| THING)?|not DAY|i cannot (?:come|make it) on DAY"}

# What may stand beside a yes or a no, and changes nothing
POLITE = rf"""
please|kindly|with|for (?:that|it|then)|and|the|then|now|right(?: now| away)?|straight away|asap|sorry|hi|hello|hey
many|thanks(?: you)?(?: (?:very much|so much|a lot|a million|kindly|again))?|sir|madam|mate|my (?:friend|dear|love)
dear|dude|folks|guys|very|really|well|good|great|fine|nice|cool|super|awesome|{DELIGHT}|nicely
(?:for|to|from|with|by) (?:me|us)|no (?:problem|worries|doubt|hurry|rush)|why not|bye|goodbye|haha|lol
you are (?:a star|the best|great|very kind)|as (?:you )?(?:said|say|discussed|agreed|described)|cancel that|anything
after all|i would be {VERY}(?:much |most )?(?:obliged|grateful)|much obliged|if you (?:please|would|could|do not mind)
(?:IT is )?(?:far |a bit |way |much )?too (?:expensive|dear|pricey|much|late|early|far)|any ?more|because|hooray|yay
"""
# No yes, though all its words are known: sarcasm, a verb, and questions without their mark
NOT_MEANT = (rf"(?:yes|sure|ok) right|correct {IT}|"
             "(?:is|are|does|did|would|will|can|could|shall|should|may) (?:i|you|we|it|that|this) .*|"
             "do (?:i|you|we) .*")

# An answer without any of these words holds no wish that a model could do something about
WISH = frozenset("""change make instead rather another other others more less cheaper smaller bigger later earlier
sooner too also plus add swap switch tell show recommend suggest find look search help speak talk know ask one two
three four five six seven eight nine ten dozen half order orders parcel delivery deliver ship shipping send address
price cost costs pay payment invoice discount voucher refund return repair advice appointment appointments slot
slots free book cancel buy exchange broken broke guarantee warranty person human manager account gift wrap monday
tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun today tomorrow week month
morning afternoon evening noon midday eleven twelve hour hours quarter my lamp lamps candle candles clock clocks radio
radios kettle kettles blanket blankets""".split())
ASKS = frozenset("""what how when where which who whose why can could does did is are will would shall should may
do""".split())    # as the first word
