"""A widget's browser module in a bare page, without Jupyter: a host that gives a model and a place, and nothing else."""

import base64
import json
from pathlib import Path

from browser.lab import pause

import llm_edu.widgets
from llm_edu.widgets.common.joining import join_modules

FOLDER = Path(llm_edu.widgets.__file__).parent
NOT_OURS = ("layout", "tabbable", "tooltip", "comm")
HOST = """
window.makeModel = (state) => {
    const handlers = new Map(), sent = [], messages = [];
    const model = {
        get: (name) => state[name],
        set(name, value) {
            if (state[name] === value) return;
            state[name] = value;
            for (const handler of [...(handlers.get(`change:${name}`) ?? [])]) handler();
        },
        save_changes: () => sent.push(structuredClone(state.request)),
        send: (content) => messages.push(structuredClone(content)),
        on(name, handler) { handlers.set(name, [...(handlers.get(name) ?? []), handler]); },
        off(name, handler) { handlers.set(name, (handlers.get(name) ?? []).filter((other) => other !== handler)); },
        listening: () => [...handlers.values()].reduce((sum, list) => sum + list.length, 0),
        sent, messages,
    };
    return model;
};
window.exportsOf = async (texts) => Object.assign({}, ...await Promise.all(texts.map((text) =>
    import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))))));
window.load = async (text) => (await exportsOf([text])).default;
window.revive = (key, value) => (value?.base64 === undefined ? value
    : new DataView(Uint8Array.from(atob(value.base64), (letter) => letter.charCodeAt(0)).buffer));
"""
CONTROLS = "main :is(button, input, select, textarea)"


def as_text(state) -> str:
    """What travels to the page; bytes as base64, for its `revive`."""
    return json.dumps(state, default=lambda part: {"base64": base64.b64encode(part).decode()})


def show(page, widget, views=1, width=700):
    """Draw a widget's real module and state in a bare page."""
    state = {name: getattr(widget, name) for name in widget.keys if not name.startswith("_") and name not in NOT_OURS}
    page.set_content(f"<style>{widget._css}</style><main></main>")
    page.evaluate(HOST)
    set_width(page, width)
    page.evaluate("""async ([module, state, views]) => {
        const widget = await load(module);
        window.model = makeModel(JSON.parse(state, revive));
        window.cleanups = [];
        for (let view = 0; view < views; view++) {
            const place = document.querySelector('main').appendChild(document.createElement('div'));
            cleanups.push(await widget.render({ model, el: place }));
        }
    }""", [widget._esm, as_text(state), views])


def answer(page, widget, **request):
    """The kernel's answer to a request, delivered when we like."""
    widget.request = request
    page.evaluate("answer => model.set('answer', answer)", widget.answer)


def run_module(page, files, exported, code, *arguments):
    """Run a JavaScript function with what these files of llm_edu/widgets export in scope."""
    page.set_content("<main></main>")
    page.evaluate(HOST)
    return page.evaluate(f"""async ([texts, state]) => {{
        const {{ {exported} }} = await exportsOf(texts);
        return ({code})(...JSON.parse(state, revive));
    }}""", [[join_modules(FOLDER / file) for file in files], as_text(arguments)])


def set_width(page, width):
    """How much room the widget has; it is drawn to it."""
    page.evaluate("width => { document.querySelector('main').style.width = `${width}px`; }", width)
    pause(page, 60)


def columns(page, selector) -> int:
    return page.locator(selector).first.evaluate(
        "node => getComputedStyle(node).gridTemplateColumns.split(' ').length")


def sticks_out(page) -> float:
    """By how many pixels a widget is wider than its place."""
    return page.evaluate("""() => Math.max(...[...document.querySelectorAll('main > div, .lm-widget')]
        .map((node) => node.scrollWidth - node.clientWidth))""")


def faults_of_controls(page) -> list[str]:
    """Whatever takes keys and lets JupyterLab have them, has no name, or an id that another has."""
    return page.evaluate("""(controls) => [
        ...[...document.querySelectorAll(`${controls}, main [tabindex]`)]
            .filter((node) => node.dataset.lmSuppressShortcuts !== 'true').map((node) => `keys: ${node.outerHTML}`),
        ...[...document.querySelectorAll(`${controls}, main :is([role=radio], [role=img])`)]
            .filter((node) => !(node.textContent.trim() || node.getAttribute('aria-label') || node.labels?.length))
            .map((node) => `name: ${node.outerHTML}`),
        ...[...document.querySelectorAll('[id]')].map(({ id }) => id)
            .filter((id, at, ids) => ids.indexOf(id) !== at).map((id) => `id twice: ${id}`),
    ]""", CONTROLS)


def close(page):
    """Close all views: no listener, no element stays, and nothing more is sent. What has been listened for before."""
    before = page.evaluate("() => model.listening()")
    sent = page.evaluate("() => { cleanups.forEach((cleanup) => cleanup()); return model.sent.length; }")
    assert page.evaluate("() => model.listening()") == 0 and page.locator(".lm-widget").count() == 0
    pause(page, 400)
    assert page.evaluate("() => model.sent.length") == sent
    return before


def contrast(text) -> float:
    """Of a text (a locator's first) to what lies behind it on the screen, 1 to 21; in a drawing, to its chip."""
    return text.first.evaluate("""(node) => {
        const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
        const style = getComputedStyle(node), drawn = node instanceof SVGElement;
        const chip = drawn && node.parentNode.querySelector('.lm-beam-chip');
        const behind = [getComputedStyle(node.closest('.lm-widget')).backgroundColor,
            ...(chip ? [getComputedStyle(chip).fill] : drawn ? [] : [style.backgroundColor])];
        const read = (...colors) => { // one over the other
            const canvas = document.createElement('canvas').getContext('2d');
            for (const color of colors) {
                canvas.fillStyle = color;
                canvas.fillRect(0, 0, 1, 1);
            }
            return light(canvas.getImageData(0, 0, 1, 1).data);
        };
        const back = read(...behind), ink = read(...behind, drawn ? style.fill : style.color);
        return (Math.max(back, ink) + 0.05) / (Math.min(back, ink) + 0.05);
    }""")
