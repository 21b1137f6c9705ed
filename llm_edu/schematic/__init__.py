"""Drawn schematics: what flows where, with the names and sizes of the very model in the cell.

Shapes know their sizes, `row`, `column`, `table` and `Frame` place them, a `Schematic` draws the arrows between them.
A notebook shows it as a picture (SVG) with a text for readers who cannot see it.

>>> token, query = Token("hat", highlight=True), Matrix("query", 1, 64, scale=1)
>>> found = Box("attention", "looks back")
>>> body = row(token, query, found, gap=80)
>>> drawing = Schematic("A token asks with its query", body, alt="hat makes its query by W_Q; attention takes it.")
>>> drawing.arrow(token, query, "W_Q")
>>> drawing.arrow(query, found)
>>> drawing.problems()    # texts that overlap, arrows that cross words, fonts below 11 pixels
[]
>>> drawing
Figure: A token asks with its query. hat makes its query by W_Q; attention takes it.

How to make one:

1. `llm_edu/lessons/TOPIC/schematics.py`: a function named after what it shows, `draw_block(config)`. Whatever the model
   knows (names, sizes, real weights) comes from its argument, also into the title and the alternative text.
2. First make the shapes, then nest them into one body with `row` and `column`, then draw the arrows. At most about
   fifteen boxes: leave out what the text beside it does not use.
3. Colours mean what they mean in plots: "model" computes or learns, "context" is given, "learner" is what to look at,
   "truth" comes out or is kept. The title says what to see.
4. Its docstring ends with an example that runs: `tests/test_schematic.py` draws it and fails where texts overlap.
5. Look at it in JupyterLab, light, dark and narrow. As narrow as it can be is best: on a phone it shrinks.
"""

from llm_edu.schematic.canvas import Schematic
from llm_edu.schematic.layout import Captioned, Frame, column, row, space, table
from llm_edu.schematic.shapes import Box, Cells, Lines, Matrix, Plus, Shape, Token

__all__ = ["Box", "Captioned", "Cells", "Frame", "Lines", "Matrix", "Plus", "Schematic", "Shape", "Token", "column",
           "row", "space", "table"]
