/** The look. A constructed sheet: `style-src 'self'` needs neither a nonce nor 'unsafe-inline'. */

const CSS = `
:host {
  --_accent: var(--inperson-accent, #0b57d0);
  --_on-accent: var(--inperson-on-accent, #fff);
  --_surface: var(--inperson-surface, #fff);
  --_ink: var(--inperson-ink, #1b1f24);
  --_muted: var(--inperson-muted, #545b64);
  --_line: var(--inperson-line, #767d86);
  --_good: var(--inperson-good, #0a6b2d);
  --_bad: var(--inperson-bad, #a3271a);
  --_radius: var(--inperson-radius, 16px);
  --_view: 100vh;
  display: block;
  max-width: 26rem;
  margin-inline: auto;
  font: 1rem/1.5 var(--inperson-font, system-ui, sans-serif);
  color: var(--_ink);
}
@media (prefers-color-scheme: dark) {
  :host {
    --_accent: var(--inperson-accent, #a8c7fa);
    --_on-accent: var(--inperson-on-accent, #062e6f);
    --_surface: var(--inperson-surface, #1b1f24);
    --_ink: var(--inperson-ink, #f1f3f5);
    --_muted: var(--inperson-muted, #b9c0c8);
    --_line: var(--inperson-line, #8b939c);
    --_good: var(--inperson-good, #7ddb9a);
    --_bad: var(--inperson-bad, #ffb4a9);
  }
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; margin: 0; }
.frame { background: var(--_surface); border-radius: var(--_radius); padding: 1.25rem; }
h2 { font-size: 1.375rem; line-height: 1.3; }
h2:focus { outline: none; }
section { display: grid; gap: .75rem; }
.muted { color: var(--_muted); }
a { color: var(--_accent); text-underline-offset: .2em; padding-block: .25rem; justify-self: start; }
button {
  font: inherit; font-weight: 600; min-height: 3rem; padding: .5rem 1rem; cursor: pointer;
  border: 2px solid var(--_line); border-radius: calc(var(--_radius) * .75);
  background: transparent; color: inherit; width: 100%;
}
button.primary { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); }
button.quiet { border-color: transparent; color: var(--_accent); }
:is(button, a, input, select):focus-visible { outline: 3px solid var(--_ink); outline-offset: 2px; }
.choices { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr)); }
label { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; cursor: pointer; }
.camera { grid-column: 1 / -1; flex-wrap: wrap; }
select { font: inherit; min-height: 3rem; flex: 1 1 10rem; min-width: 0; max-width: 100%; padding: .25rem .5rem; color: inherit; background: var(--_surface); border: 2px solid var(--_line); border-radius: calc(var(--_radius) * .5); }
input { width: 1.5rem; height: 1.5rem; flex: none; accent-color: var(--_accent); }
.stage {
  position: relative; aspect-ratio: 110 / 132; overflow: hidden; isolation: isolate;
  border-radius: calc(var(--_radius) * .75); background: #14171a; direction: ltr;
  width: 100%; max-width: min(100%, calc((var(--_view) - 19rem) * .8333)); min-width: min(100%, 13rem); justify-self: center;
}
video {
  position: absolute; left: 50%; top: 45.4545%; height: 75.7576%; width: auto; max-width: none;
  transform: translate(-50%, -50%);
}
.upright video { height: auto; width: 90.9091%; }
.mirrored video { transform: translate(-50%, -50%) scaleX(-1); }
.stage svg { position: absolute; inset: 0; width: 100%; height: 100%; }
ellipse { transition: cx .6s ease-in-out, cy .6s ease-in-out, rx .6s ease-in-out, ry .6s ease-in-out; }
.scrim { fill: #14171a; fill-opacity: .72; }
.ring, .arc { fill: none; stroke: #fff; stroke-width: .014; vector-effect: none; }
.arc { stroke: #7ddb9a; stroke-width: .03; stroke-linecap: round; stroke-dasharray: var(--_share, 0) 2; transition-property: cx, cy, rx, ry, stroke-dasharray; }
.turn { fill: none; stroke: #fff; stroke-width: .03; stroke-linecap: round; stroke-linejoin: round; }
.arc.none { stroke: none; }
.light { position: fixed; inset: 0; z-index: 2147483646; pointer-events: none; background: var(--_light); forced-color-adjust: none; }
.light, .lit { transition: background-color .2s linear; }
.lit { position: relative; z-index: 2147483647; background: var(--_light); color: #14171a; --_ink: #14171a; --_muted: #14171a; --_line: #14171a; forced-color-adjust: none; }
.lit button.quiet { color: #14171a; }
.lit .bar i { background: #14171a; }
.lit .scrim { fill: var(--_light); fill-opacity: .9; transition: fill .2s linear; }
.lit :is(.ring, .turn) { stroke: #14171a; }
.lit .arc { stroke: #0a6b2d; }
.hint { font-size: 1.625rem; line-height: 1.25; font-weight: 700; text-align: center; min-height: 2.5em; display: grid; align-content: center; overflow-wrap: anywhere; scroll-margin: .5rem; }
.bar { height: .5rem; border-radius: 1rem; border: 1px solid var(--_line); overflow: hidden; }
.bar i { display: block; height: 100%; width: var(--_done, 0%); background: var(--_accent); transition: width .3s; }
.step { text-align: center; min-height: 1.5em; font-variant-numeric: tabular-nums; }
.wait { min-height: 12rem; align-content: center; text-align: center; }
ul { list-style: none; padding: 0; display: grid; gap: .5rem; }
li { display: grid; grid-template-columns: 4.5rem 1fr; gap: 1rem; align-items: center; font-size: 1.125rem; }
.picture { width: 4.5rem; height: 4.5rem; fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.good, .bad { display: grid; justify-items: center; gap: .5rem; text-align: center; }
.good { color: var(--_good); }
.bad h2 { color: var(--_bad); }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@supports (height: 100dvh) { :host { --_view: 100dvh; } }
@media (max-height: 34rem) {
  :host { max-width: 44rem; }
  .frame { padding: .75rem; }
  .live { gap: .5rem; }
  .hint { font-size: 1.25rem; }
  .stage { min-width: 0; max-width: min(100%, calc((var(--_view) - 5rem) * .8333)); }
  .wide .live {
    column-gap: 1rem;
    grid-template: "stage hint" 1fr "stage bar" "stage step" "stage cancel" / min(55%, calc((var(--_view) - 2.5rem) * .8333)) minmax(0, 1fr);
  }
  .wide .stage { grid-area: stage; max-width: 100%; }
  .wide .hint { grid-area: hint; }
  .wide .bar { grid-area: bar; }
  .wide .step { grid-area: step; }
  .wide .cancel { grid-area: cancel; }
}
@media (prefers-reduced-motion: reduce) { ellipse, .bar i { transition: none; } }
@media (forced-colors: active) {
  .frame { border: 1px solid; }
  .bar i { background: Highlight; forced-color-adjust: none; }
  button.primary { forced-color-adjust: none; background: ButtonText; color: ButtonFace; border-color: ButtonText; }
}
@media (max-width: 30rem) { .frame { padding: 1rem; border-radius: 0; } }
`;

/** Attach the look to a shadow root. */
export function dress(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
}
