// The buttons of HelpRow. What they say comes from the course itself, as HTML that showing.py has escaped.

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "lm-help";
  const row = root.appendChild(document.createElement("div"));
  row.className = "lm-help-row";
  const said = root.appendChild(document.createElement("div"));
  said.className = "lm-help-said jp-RenderedHTMLCommon";
  said.setAttribute("aria-live", "polite");

  function button(pressed) {
    const node = row.appendChild(document.createElement("button"));
    node.type = "button";
    node.dataset.lmSuppressShortcuts = "true"; // JupyterLab takes Enter for itself otherwise
    node.addEventListener("click", () => model.send({ pressed }));
    return node;
  }
  const hint = button("hint");
  const solution = button("solution");
  solution.textContent = "Solution";
  solution.setAttribute("aria-label", `Solution of ${model.get("name")}`);

  function draw() {
    const given = model.get("given");
    hint.textContent = given === 0 ? "Hint" : given === 1 ? "Another hint" : "Both hints again";
    hint.setAttribute("aria-label", `${hint.textContent}, ${model.get("name")}`);
    said.innerHTML = model.get("said");
  }
  function liveChanged() { // `this` is the host's view, where the host is ipywidgets
    row.hidden = this?.model?.comm_live === false; // nobody would answer
  }
  model.on("change:said change:given", draw);
  model.on("comm_live_update", liveChanged);
  draw();
  el.append(root);
  return () => {
    model.off("change:said change:given", draw);
    model.off("comm_live_update", liveChanged);
  };
}

export default { render };
