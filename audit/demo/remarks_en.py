"""Remarks in English, of the auditor who writes English. Shorter than the Chinese ones: few
visits are hers."""

MISSED = {
    "surroundings.open": ("Shutter down at three in the afternoon, no notice on the door.",),
    "surroundings.front": ("Smears all over the glass door at hand height.",),
    "surroundings.clean": ("Sticky patch in front of the tea shelf, still there when I left.",),
    "surroundings.prices": ("One of five mugs had no tag; nobody could say the price at once.",),
    "surroundings.water": ("Water but no cups. The rack was empty.",),
    "surroundings.seats": ("Both stools were covered with stock.",),
    "dress.basics": ("The scarf was missing on one of three.", "Shirt creased all down the back."),
    "dress.badge": ("Badge turned round, name not readable.",),
    "posture.standing": ("Leaning on the counter with a phone until I was two metres away.",),
    "posture.pointing": ("Pointed with a pen: “over there”.",),
    "posture.handing": ("Change was left on the counter.",),
    "posture.idle": ("Two were chatting by the till while a customer waited.",),
    "smile.greet": ("Walked the whole length of the shop before anyone spoke.",),
    "smile.smile": ("Polite words, no smile.",),
    "smile.lasting": ("When I said I would think about it, she simply turned away.",),
    "smile.special": ("All correct, nothing personal.",),
    "smile.thank": ("No thanks after paying, only “next”.",),
    "speech.offer": ("Four minutes in front of the kettles, nobody came.",),
    "speech.decline": ("“Not possible, company rule.” Nothing else offered.",),
    "speech.apologise": ("Came back after five minutes without a word about the wait.",),
    "speech.sincere": ("Sounded like a recording.",),
    "waits.greeting": ("Timed from the door; three staff in sight.",),
    "waits.queue": ("One till open, six people in line.",),
    "waits.lanes": ("The second till stayed closed all the time.",),
    "waits.care": ("Nobody looked up at the queue.",),
    "knowledge.accurate": ("He guessed, and the label said otherwise.",),
    "knowledge.choose": ("Shown one model only.",),
    "knowledge.demo": ("The sample was on the table, but not opened.",),
    "problem.apologise": ("No apology at any point.",),
    "problem.solution": ("“We will call you”, no day named.",),
    "farewell.goodbye": ("Left without a word from anyone.",),
    "farewell.invite": ("No reason given to come back.",),
}

MET = {
    "smile.special": ("Remembered it was a present and offered plain paper.",),
    "knowledge.demo": ("Brewed a pot so that I could taste it.",),
    "posture.pointing": ("Walked me there and took it off the shelf.",),
    "waits.care": ("Was told “about three minutes” and given a cup of tea.",),
    "farewell.goodbye": ("Held the door and wished me a dry way home.",),
}

UNSEEN = {
    "": ("Too crowded to see.", "Did not come up while I was there."),
    "dress.shoes": ("Behind the counter the whole time.",),
    "knowledge.same": ("Only one person on duty.",),
}

GOOD_MOMENTS = (
    "She poured hot water into three cups and let me feel the outside: “trust your own hand”.",
    "He did not know, said so, and came back with the leaflet two minutes later.",
    "A cup of new tea while I queued, with an apology for the wait.",
)
BAD_MOMENTS = (
    "Six minutes at the shelf while two of them talked about the weekend.",
    "He scanned my things with his phone between ear and shoulder.",
    "Told “I will check in the back”; nobody returned.",
)
