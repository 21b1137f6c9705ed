"""A PDF with a line of text on each page, written by hand."""


def small_pdf(*lines):
    """The bytes of a PDF; a page without a line is empty."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(lines)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(lines)} >>",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    for number, line in enumerate(lines):
        drawn = f"BT /F1 12 Tf 20 100 Td ({line}) Tj ET" if line else ""
        objects += [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Resources << /Font << /F1 3 0 R >> >> "
                    f"/Contents {5 + 2 * number} 0 R >>", f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"]
    whole, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    whole += (f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\n"
              f"startxref\n{len(whole)}\n%%EOF\n")
    return whole.encode("ascii")
