"""Countries with their capitals, as lessons ask a model for them: country -> capital."""

# In these the capital is also the largest city …
CAPITALS_LARGEST = {
    "France": "Paris", "Japan": "Tokyo", "Italy": "Rome", "Egypt": "Cairo", "Kenya": "Nairobi", "Norway": "Oslo",
    "Poland": "Warsaw", "Peru": "Lima", "Thailand": "Bangkok", "Portugal": "Lisbon", "Cuba": "Havana",
    "Greece": "Athens",
}
# … and in these it is not.
CAPITALS_NOT_LARGEST = {
    "Canada": "Ottawa", "Australia": "Canberra", "Brazil": "Brasilia", "Turkey": "Ankara", "Nigeria": "Abuja",
    "Switzerland": "Bern", "Morocco": "Rabat", "New Zealand": "Wellington", "Vietnam": "Hanoi",
    "Pakistan": "Islamabad", "Kazakhstan": "Astana", "Tanzania": "Dodoma",
}
# These 24, and 36 more states whose name is one word and whose capital is not in dispute.
CAPITALS = CAPITALS_LARGEST | CAPITALS_NOT_LARGEST | {
    "Spain": "Madrid", "Germany": "Berlin", "Austria": "Vienna", "Hungary": "Budapest", "Sweden": "Stockholm",
    "Denmark": "Copenhagen", "Finland": "Helsinki", "Ireland": "Dublin", "Belgium": "Brussels", "Bulgaria": "Sofia",
    "Romania": "Bucharest", "Iceland": "Reykjavik", "Croatia": "Zagreb", "Serbia": "Belgrade",
    "Slovakia": "Bratislava", "Latvia": "Riga", "Estonia": "Tallinn", "Albania": "Tirana", "China": "Beijing",
    "India": "New Delhi", "Iran": "Tehran", "Iraq": "Baghdad", "Jordan": "Amman", "Lebanon": "Beirut",
    "Nepal": "Kathmandu", "Ethiopia": "Addis Ababa", "Ghana": "Accra", "Uganda": "Kampala", "Senegal": "Dakar",
    "Zambia": "Lusaka", "Tunisia": "Tunis", "Chile": "Santiago", "Colombia": "Bogota", "Ecuador": "Quito",
    "Uruguay": "Montevideo", "Jamaica": "Kingston",
}  # fmt: skip
