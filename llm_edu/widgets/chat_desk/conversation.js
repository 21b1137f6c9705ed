// ChatDesk, the conversation: a log of turns, each with a button that shows what is behind it.

import { element, keepKeys, roving } from "../common/shared.js";
import { briefOf } from "./words.js";

const NEAR = 40; // pixels: whoever has scrolled farther up is reading there

function createBubble(kind, who) {
  const text = document.createTextNode(""), name = element("span", { className: "lm-desk-who" }, who);
  const body = element("div", { className: "lm-desk-said", dir: "auto" }, text);
  return { root: element("div", { className: `lm-desk-bubble lm-desk-${kind}` }, name, body),
    show(words) { if (text.data !== words) text.data = words; } };
}

/** One turn. onLook(id) */
function createTurn(id, name, onLook) {
  const you = createBubble("you", "You"), desk = createBubble("it", name);
  const end = element("div", { className: "lm-desk-end", dir: "auto" });
  const look = keepKeys(element("button", { className: "lm-desk-look", type: "button", tabIndex: -1 }));
  look.onclick = look.onfocus = () => onLook(id);
  const root = element("div", { className: "lm-desk-turn" }, you.root, desk.root, end, look);
  return {
    root, look,
    show(turn, isLooked) {
      you.show(turn.user);
      desk.show(turn.reply);
      desk.root.hidden = !turn.reply.trim();
      root.dataset.turn = turn.state;
      end.textContent = turn.state === "failed" ? `The desk failed: ${turn.said}`
        : turn.state === "handed over" ? `A person has taken over${turn.said ? `: ${turn.said}` : "."}` : turn.state === "stopped" ? turn.said
          : turn.state === "unheard" ? "waits for the kernel"
          : turn.state === "writing" && !turn.reply ? "…" : turn.state === "replied" && turn.said ? `Code went on. ${turn.said}` : "";
      end.hidden = !end.textContent;
      const brief = briefOf(turn);
      if (look.textContent !== brief) look.textContent = brief;
      look.setAttribute("aria-label", `Behind this answer: ${brief}`);
      look.setAttribute("aria-pressed", String(isLooked));
      look.hidden = turn.state === "unheard" || (turn.state === "writing" && !turn.steps.length);
    },
  };
}

/** onLook(id of a turn), onExample(text) */
export function createConversation({ onLook, onExample }) {
  const empty = element("div", { className: "lm-desk-empty" });
  const log = keepKeys(element("div", { className: "lm-desk-log mathjax_ignore tex2jax_ignore", tabIndex: 0,
    aria: { role: "log", label: "Conversation", live: "polite", relevant: "additions text" } }));
  const moves = roving(log, ".lm-desk-look", { previous: ["ArrowUp", "ArrowLeft"], next: ["ArrowDown", "ArrowRight"] });
  const nodes = new Map(); // id -> a turn's node
  let offered = "", following = true;
  log.addEventListener("scroll", () => { following = log.scrollTop + log.clientHeight > log.scrollHeight - NEAR; });

  /** Down to the newest, also where there was no room until now. */
  function follow() {
    if (following) log.scrollTop = log.scrollHeight;
  }
  function offer(examples, isOff) {
    const wanted = JSON.stringify([examples, isOff]);
    if (offered === wanted) return;
    offered = wanted;
    empty.replaceChildren(element("div", { className: "lm-quiet" }, examples.length && !isOff ? "Say something, for example:" : "Nothing has been said yet."),
      ...(isOff ? [] : examples.map((text) => element("button", { className: "lm-button lm-desk-example", type: "button", dir: "auto", onclick: () => onExample(text) }, text))));
  }
  return {
    root: element("div", { className: "lm-desk-frame" }, empty, log),
    /** turns: those that are over, then perhaps the one on its way   looked: the id of the one whose details are shown */
    show({ turns, looked, name, examples, isOff, isWriting }) {
      const ids = new Set(turns.map(({ id }) => id));
      for (const [id, node] of nodes) {
        if (ids.has(id)) continue;
        node.root.remove();
        nodes.delete(id);
      }
      log.setAttribute("aria-busy", String(isWriting)); // a screen reader waits for the whole reply
      for (const turn of turns) {
        if (!nodes.has(turn.id)) {
          nodes.set(turn.id, createTurn(turn.id, name, onLook));
          following = true;
        }
        const node = nodes.get(turn.id);
        node.show(turn, turn.id === looked);
        if (node.root !== log.lastChild && !node.root.parentNode) log.append(node.root);
      }
      moves.refresh();
      empty.hidden = turns.length > 0;
      offer(examples, isOff);
      follow();
    },
    follow,
    /** One more piece of the reply on its way. */
    write(id, text) {
      const node = nodes.get(id);
      if (!node) return;
      node.root.querySelector(".lm-desk-it .lm-desk-said").firstChild.data = text;
      node.root.querySelector(".lm-desk-it").hidden = !text.trim();
      node.root.querySelector(".lm-desk-end").hidden = Boolean(text);
      follow();
    },
  };
}
