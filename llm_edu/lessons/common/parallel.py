"""Texts that lesson 01 measures tokenizers on, written for the lesson (CC BY 4.0)."""

# The same four paragraphs in three languages: each says what the other two say, translated freely, not word by word.
PARALLEL = {
    "English": (
        "The library opens at nine. Before that, Clara walks through the empty rooms, turns on the lights and puts the "
        "books of the day before back on their shelves. She likes this hour best: nobody asks a question, and every "
        "book is where it should be. At five past nine the first child runs in and asks for a book about dragons, and "
        "the quiet is over until evening.",
        "To make a simple bread you need flour, water, salt, yeast and a whole afternoon. Mix everything in a large "
        "bowl, knead for ten minutes, and let the dough rest under a cloth until it has doubled in size. Shape it, let "
        "it rise once more, and bake it in a very hot oven. The hardest part comes last: wait until the bread has "
        "cooled before you cut the first slice.",
        "Twice a day the sea rises and falls, and the reason hangs in the sky. The Moon pulls on the water that faces "
        "it a little more strongly than on the Earth beneath, and the water on the far side is left a little behind. "
        "So there are two bulges, and the Earth turns under them. When the Sun pulls in the same line, at new moon and "
        "at full moon, the tide is highest.",
        "We received your application on 3 March. One document is missing: proof of address, less than three months "
        "old. You can send it by post or upload it on our website. If we do not receive it within thirty days, your "
        "file will be closed and you will have to start again. If you need help, our office is open from Monday to "
        "Friday, from nine to twelve.",
    ),
    "French": (
        "La bibliothèque ouvre à neuf heures. Avant cela, Clara traverse les salles vides, allume les lumières et "
        "remet sur leurs étagères les livres de la veille. C'est l'heure qu'elle préfère : personne ne pose de "
        "question, et chaque livre est à sa place. À neuf heures cinq, le premier enfant entre en courant et demande "
        "un livre sur les dragons, et le calme est fini jusqu'au soir.",
        "Pour faire un pain simple, il faut de la farine, de l'eau, du sel, de la levure et tout un après-midi. "
        "Mélangez le tout dans un grand saladier, pétrissez pendant dix minutes et laissez reposer la pâte sous un "
        "torchon jusqu'à ce qu'elle ait doublé de volume. Façonnez-la, laissez-la lever encore une fois et faites-la "
        "cuire dans un four très chaud. Le plus difficile vient à la fin : attendez que le pain ait refroidi avant de "
        "couper la première tranche.",
        "Deux fois par jour, la mer monte et descend, et la raison en est suspendue dans le ciel. La Lune attire l'eau "
        "qui lui fait face un peu plus fort que la Terre en dessous, et l'eau de l'autre côté reste un peu en arrière. "
        "Il y a donc deux renflements, et la Terre tourne sous eux. Quand le Soleil tire dans la même direction, à la "
        "nouvelle lune et à la pleine lune, la marée est la plus haute.",
        "Nous avons reçu votre demande le 3 mars. Il manque un document : un justificatif de domicile de moins de "
        "trois mois. Vous pouvez l'envoyer par courrier ou le déposer sur notre site. Si nous ne le recevons pas dans "
        "un délai de trente jours, votre dossier sera fermé et vous devrez recommencer. Si vous avez besoin d'aide, "
        "notre bureau est ouvert du lundi au vendredi, de neuf heures à midi.",
    ),
    "Spanish": (
        "La biblioteca abre a las nueve. Antes, Clara recorre las salas vacías, enciende las luces y devuelve a sus "
        "estantes los libros del día anterior. Es la hora que más le gusta: nadie hace preguntas y cada libro está en "
        "su sitio. A las nueve y cinco entra corriendo el primer niño y pide un libro sobre dragones, y se acabó la "
        "calma hasta la noche.",
        "Para hacer un pan sencillo hacen falta harina, agua, sal, levadura y una tarde entera. Mezcle todo en un "
        "cuenco grande, amase durante diez minutos y deje reposar la masa bajo un paño hasta que haya doblado su "
        "tamaño. Dele forma, deje que suba otra vez y hornéela en un horno muy caliente. Lo más difícil viene al "
        "final: espere a que el pan se haya enfriado antes de cortar la primera rebanada.",
        "Dos veces al día el mar sube y baja, y la razón cuelga del cielo. La Luna atrae el agua que tiene enfrente "
        "con un poco más de fuerza que a la Tierra que está debajo, y el agua del otro lado se queda un poco atrás. "
        "Hay, pues, dos abultamientos, y la Tierra gira bajo ellos. Cuando el Sol tira en la misma línea, con luna "
        "nueva y con luna llena, la marea es más alta.",
        "Recibimos su solicitud el 3 de marzo. Falta un documento: un justificante de domicilio de menos de tres "
        "meses. Puede enviarlo por correo o subirlo a nuestra página web. Si no lo recibimos en un plazo de treinta "
        "días, su expediente se cerrará y tendrá que empezar de nuevo. Si necesita ayuda, nuestra oficina está abierta "
        "de lunes a viernes, de nueve a doce.",
    ),
}

# Ordinary Python, as a code model reads it: indentation, snake_case, punctuation.
CODE = '''\
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Shelf:
    """A shelf of a library: books by their call number."""

    name: str
    capacity: int = 40
    books: dict[str, str] = field(default_factory=dict)

    def add(self, call_number: str, title: str) -> bool:
        if len(self.books) >= self.capacity:
            return False
        self.books[call_number] = title
        return True

    def find(self, text: str) -> list[str]:
        needle = text.casefold()
        return [number for number, title in sorted(self.books.items()) if needle in title.casefold()]


def read_catalogue(path: Path) -> list[Shelf]:
    shelves: dict[str, Shelf] = {}
    with path.open(encoding="utf-8") as lines:
        for line_number, line in enumerate(lines, start=1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            try:
                shelf_name, call_number, title = line.split("\\t")
            except ValueError:
                raise ValueError(f"{path}:{line_number}: expected three columns, got {line!r}") from None
            shelf = shelves.setdefault(shelf_name, Shelf(shelf_name))
            if not shelf.add(call_number, title):
                print(f"shelf {shelf_name} is full: {title!r} stays on the trolley")
    return sorted(shelves.values(), key=lambda shelf: shelf.name)


if __name__ == "__main__":
    for shelf in read_catalogue(Path("catalogue.tsv")):
        print(f"{shelf.name:>12}: {len(shelf.books):3d} of {shelf.capacity}")
'''
