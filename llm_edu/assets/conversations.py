"""Conversations with doctors and their notes (MTS-Dialog).

For measuring what a small model gets wrong, and for nothing else: no model of this course may write a patient's record.
"""

import csv
import io
from dataclasses import dataclass

from llm_edu.assets.fetching import path

SECTIONS = {    # what of a patient's record a note is; the file has the short names that doctors use
    "GENHX": "history of the present illness", "FAM/SOCHX": "family and social history", "ROS": "review of systems",
    "PASTMEDICALHX": "past medical history", "PASTSURGICAL": "past surgical history", "CC": "chief complaint",
    "ALLERGY": "allergies", "MEDICATIONS": "medications", "ASSESSMENT": "assessment", "EXAM": "examination",
    "DIAGNOSIS": "diagnosis", "DISPOSITION": "disposition", "PLAN": "plan", "PROCEDURES": "procedures",
    "EDCOURSE": "course in the emergency department", "IMMUNIZATIONS": "immunizations", "IMAGING": "imaging",
    "GYNHX": "gynecologic history", "OTHER_HISTORY": "other history", "LABS": "laboratory results",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DialogueNote:
    """A conversation and the note of it.

    section: which part of the record the note is, such as "allergies"
    turns: who speaks ("Doctor", "Patient", "Guest_family", "Guest_clinician") and what is said
    note: what a person wrote; sometimes it is older than the conversation, which was then made up from it
    """

    section: str
    turns: tuple[tuple[str, str], ...]
    note: str

    @property
    def dialogue(self) -> str:
        """The conversation as one text, a line for each turn: "Doctor: Do you smoke?"."""
        return "\n".join(f"{speaker}: {words}" for speaker, words in self.turns)


def load_dialogue_notes(*, fetch: bool = False) -> list[DialogueNote]:
    """100 short conversations with their notes, in the file's order: the validation part of MTS-Dialog.

    Ben Abacha and others 2023, "An Empirical Study of Clinical Note Generation from Doctor-Patient Encounters" (EACL).
    A conversation has 82 words on average (4 to 607), a note 36 (1 to 295). No patient said these words: people made up
    the conversations for notes from which names and dates had been removed ("Dr. X"). So a note may say things that
    are not in the conversation. Numbers and abbreviations are written as they are spoken: "sixty M G".
    Raises CourseError when they are not fetched (``fetch=True`` fetches them).
    """
    text = path("dialogue-notes", fetch=fetch).read_text(encoding="utf-8")
    return [
        DialogueNote(SECTIONS[row["section_header"]], _turns(row["dialogue"]), row["section_text"].strip())
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def _turns(dialogue: str) -> tuple[tuple[str, str], ...]:
    """
    >>> _turns("Doctor: Any pain? \\n Patient: No: none.")
    (('Doctor', 'Any pain?'), ('Patient', 'No: none.'))
    """
    parts = [line.strip().partition(":") for line in dialogue.splitlines() if line.strip()]
    return tuple((speaker, words.strip()) for speaker, _, words in parts)
