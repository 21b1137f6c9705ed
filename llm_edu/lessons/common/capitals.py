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
