"""The plots of Storyland, in the language of `plot`. Read one aloud: take one word of each bracket, fill the slots."""

PLOTS = {
    "lost": """
        [Last|One] {season=season}, {hero=resident} lost {hero.her} {colour=colour} {thing=personal}.
        {hero.She} looked [under the bed|behind the door|in every corner], but it was not there.
        {helper=resident}, the {helper.job}, came to help.
        They [searched|looked] {place=place.at} and found [nothing|only leaves|only mud].
        At last they [searched|looked] {second=place.at}. There was the {colour!} {thing!}!
        {hero!} [laughed|sang for joy|danced] and [hugged|thanked] {helper!}.
        """,
    "storm": """
        A storm came [in the night|after dark]. The wind took the roof of {hero=resident}'s {hero.house} house.
        {hero.She} ran to {hero.her} best friend, {friend=hero.friend}.
        {friend!} gave {hero.him} [hot soup|warm milk] and a {colour=colour} blanket.
        In the morning {builder=builder}, the builder, came with [a hammer|nails].
        By evening the {hero.house!} house had a new roof.
        {hero!} gave back the {colour!} blanket and slept [well|like a stone].
        """,
    "birthday": """
        It was {hero=resident}'s birthday. {first=resident} brought {hero.food}, because {hero!} loved nothing more.
        Then {guest=resident} came with a {box=colour} box. “Open it,” {guest.she} said.
        In the box was a {colour=colour} {thing=personal}.
        {hero!} [clapped|laughed|jumped up] and [kissed|hugged] {guest!}. They danced until [it was dark|the stars came out].
        At bedtime {hero.she} put the {thing!} back into the {box!} box[ and dreamed of it|].
        """,
    "trade": """
        {first=resident} had a {this=small.described}, but {first.she} [needed|wanted] a {that=big.described}.
        {second=resident} had one and did not [need|want] it. They met {place=place.at} on {day=day}.
        “My {this!} for your {that!}?” [asked|said] {first!}. {second!} [nodded|smiled].
        So {first!} took the {that!} home {that.carried}, and {second!} kept the {this!}.
        [Both were happy.|Neither was ever sorry.]
        """,
    "repair": """
        {hero=resident}'s {thing=big.described} was broken.
        {hero.She} took it to {helper=carpenter}, the carpenter.
        “Come back on {day=day},” {helper.she} said. {helper.She} worked [all night|for hours] with [wood and glue|hammer and nails].
        On {day!} the {thing!} was [as good as new|better than before]. {hero!} paid with a basket of {food=food}.
        By [noon|dinner] there was nothing left of the {food!}.
        """,
    "secret": """
        “Can you keep a secret?” {hero=resident} asked {hero.her} best friend, {friend=hero.friend}.
        “I have hidden a {colour=colour} {thing=personal} {place=place.at}.”
        {friend!} told nobody, not even {friend.her} mother. [It was hard.|It was not easy.|]
        On {day=day} the two of them went there to see. [The grass was wet.|Nobody saw them.|]
        “Look!” {hero.she} [whispered|said]. The {colour!} {thing!} was still there.
        """,
    "race": """
        On {day=day} there was a race {place=place.at}. {first=resident}, {second=resident} and {third=resident} ran.
        {favourite?first,second,third}Everyone thought that {favourite} would win.
        {winner?first,second,third}[But a race is a race.|It began to rain.|They ran like the wind.]
        In the end {winner} was first, and {winner.her} [mother|father] danced with joy.
        The prize was a {colour=colour} {thing=personal}.
        Now the {colour!} {thing!} hangs over {winner!}'s door[, for all to see|].
        """,
    "rescue": """
        {owner=resident}'s {owner.pet} was [stuck in the mud|caught in a hedge] {place=place.at}. It cried [all morning|for hours].
        {helper=resident} heard it and [came with a rope|came running].
        {helper.She} pulled and pulled, and [soon|at last] the {owner.pet!} was free.
        {owner!} wept for joy and gave {helper!} a {colour=colour} {thing=personal}.
        Every {season=season} since then, {helper!} [takes out|looks at] the {colour!} {thing!} and thinks of the {owner.pet!}.
        """,
    "visitor": """
        One evening a {visitor=visitor} came to the village. {visitor.She} was [tired|cold|hungry], for the road was long.
        In {hero=resident}'s {hero.house} house there was still light.
        {hero!} opened the door and [put|had] {food=food} on the table. The {visitor!} ate [it all|every bit].
        In the morning, where the {food!} had been, lay a {colour=colour} {thing=personal}.
        “It must be from the {visitor!},” said {hero!}. “I hope {visitor.she!} [comes back|comes again].”
        """,
    "loan": """
        On {day=day} {hero=resident} lent {hero.her} {colour=colour} {thing=personal} to {other=resident}.
        “Bring it back on {second=day},” {hero.she} said. {other!} [promised|nodded].
        Then [it rained|it snowed|the sun shone] for days, and {hero!} began to [worry|wonder].
        But when {second!} came, {other!} stood at the door with the {colour!} {thing!} and some {food=food}.
        “[Thank you|You kept your word],” said {hero!}, and they ate the {food!} together.
        """,
    "letter": """
        {sender=resident} wrote a letter to {reader=resident}. “Meet me {place=place.at} on {day=day},” it said.
        But the wind [took|stole] it. {finder=resident} found it [in a tree|on the road|under a bush] and read the name.
        {finder.She} ran to {reader!}'s house {reader.by_home} and [put it under|pushed it under] the door.
        So on {day!} {reader!} [waited|stood] {place.at!}, and {sender!} came with {food=food}.
        They ate the {food!} and talked until [the moon rose|it was late].
        """,
    "picnic": """
        {first=resident}, {second=resident} and {third=resident} had a picnic {place=place.at}.
        {first!} brought {this=food}, {second!} brought {that=food}, and {third!} brought a {colour=colour} blanket.
        [While they slept|While they played|While they swam], a {thief=pet} came
        [and ate all the {this}. Nothing but the {that!} was left|and ate all the {that}. Nothing but the {this!} was left].
        [Nobody was angry.|How they laughed!] They shook the {colour!} blanket and called the {thief!} to share the rest.
        """,
    "found": """
        {hero=resident} found a {owner?resident}{owner.pet} {place=place.at}. It was [cold and wet|tired and thin].
        {hero.She} gave it some {food=food} and asked, “Whose {owner.pet!} is this?”
        “I think it is {owner}'s,” said {other=resident}.
        So {hero!} carried the {owner.pet!} to {owner!}'s house {owner.by_home}[, and it ate all the {food!} on the way|].
        {owner!} [wept for joy|could not stop smiling].
        """,
    "lesson": """
        {hero=resident} [wanted|hoped] to learn how to {teacher?resident}{teacher.skill}.
        So {hero.she} went to {teacher}, the {teacher.job}.
        The first day was [hard|a mess]. “Come back on {day=day},” said {teacher!}, “and bring a {thing=small.described}.”
        On {day!} {hero!} came with the {thing!}, and it went [better|well].
        By {season=season} {hero.she} could {teacher.skill!} [almost|nearly] as well as {teacher!}.
        """,
    "market": """
        {hero=resident} went to buy {this=food}, {that=food} and a {thing=small.described}.
        On the way {hero.she} met {other=resident}, and they [talked|sang|laughed] until noon.
        [“I must go,” said {hero!}.|Then a bell rang.] [{hero.She} ran, but {hero.she} had forgotten half of it.|It was late.]
        {hero!} came home [with {this} and {that}, but without the {thing!}|with {this} and the {thing}, but without {that!}|with {that} and the {thing!}, but without {this!}].
        """,
    "noise": """
        {hero=resident} [woke up|sat up in bed]. There was a noise {place=place.at}!
        {hero.She} took a {colour=colour} lantern and [crept|went] outside. Two eyes shone in the dark.
        “Who is there?” {hero.she} [called|whispered]. It was only {owner=resident}'s {owner.pet}.
        {hero!} put down the {colour!} lantern, picked up the {owner.pet!} and [sang to it|held it close].
        At {owner!}'s house the light was still on, and the door was open.
        """,
    "paint": """
        {hero=resident} was tired of {hero.her} {old=colour} {thing=paintable}.
        {helper=painter}, the painter, had one pot of {new=colour} paint left.
        They painted [all day|until dark]. {hero.Her} {hero.pet} ran [past|by], and a drop fell on its nose.
        In the evening the {thing!} was not {old!} but {new!}, and so was the nose of the {hero.pet!}.
        """,
    "seed": """
        In {season=season} {hero=resident} put a seed into the ground {place=place.at}.
        {other=resident} [laughed|smiled]. “Nothing will grow there,” {other.she} said.
        {hero!} [gave it water|talked to it] every {day=day}. [Weeks went by.|It rained and it snowed.]
        One {day!} a {colour=colour} flower stood {place.at!}.
        {hero!} gave the {colour!} flower to {other!}, who [did not laugh any more|said nothing at all].
        """,
    "hiding": """
        {seeker=resident}, {first=resident} and {second=resident} played hide and seek {place=place.at}.
        {first!} hid {here=spot.at}, and {second!} hid {there=spot.at}. {seeker!} counted to [ten|twenty].
        [{seeker.She} looked {here.at} and found {first!}, then {there.at!} and found {second!}|{seeker.She} looked {there.at} and found {second!}, then {here.at!} and found {first!}].
        “[Again|Once more]!” they [shouted|cried], and went on until it was too dark to see.
        Only {first!}'s {colour=colour} {thing=personal} was still {here.at!} [in the morning|the next day].
        """,
}
