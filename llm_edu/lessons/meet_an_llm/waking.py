"""The course's first cell: something to look at while SmolLM2 wakes up, and then its next words in the same place."""

MILLIONS = 134.5  # of parameters; a test counts them
BREATHING = """<style>
@keyframes llm-edu-breathe { 50% { opacity: 0.35; } }
.llm-edu-waking i { display: block; height: 14px; margin: 8px 0; border-radius: 4px; background: #0072b2;
  opacity: 0.14; animation: llm-edu-breathe 1.6s ease-in-out infinite; }
@media (prefers-reduced-motion: reduce) { .llm-edu-waking i { animation: none; } }
</style>"""
WAKING = f"""<div class="llm-edu-waking" role="status" style="box-sizing: border-box; max-width: 860px;
  min-height: 535px; padding: 16px 18px; border: 1px solid var(--jp-border-color2, #bdbdbd); border-radius: 10px">
<b>SmolLM2 is waking up.</b><br>Its {MILLIONS} million numbers are moving from your disk into memory.
This takes a few seconds.
<div aria-hidden="true" style="margin-top: 20px">{"".join(f'<i style="width: {width}%; animation-delay: {delay}s"></i>'
  for width, delay in ((72, 0), (48, 0.1), (36, 0.2), (28, 0.3), (22, 0.4), (17, 0.5), (13, 0.6), (10, 0.7)))}</div>
</div>{BREATHING}"""
ASLEEP = "<p>SmolLM2 did not wake up. The message below says why.</p>"


def wake_smollm2(text: str) -> None:
    """Show at once that SmolLM2 is waking up, load it, and put a NextTokenExplorer with `text` in the same place.

    Afterwards ``load_smollm2()`` has the same model at once. Raises CourseError if the model has not been fetched.
    """
    from IPython.display import HTML, display

    screen = display(HTML(WAKING), display_id=True)
    try:
        # Imported here: PyTorch alone takes seconds, and the learner should see something by then.
        from llm_edu.pretrained import load_smollm2
        from llm_edu.widgets import NextTokenExplorer

        model, tokenizer = load_smollm2()
        explorer = NextTokenExplorer(model, tokenizer, text)
    except BaseException:
        screen.update(HTML(ASLEEP))
        raise
    screen.update(explorer)
