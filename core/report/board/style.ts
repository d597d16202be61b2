/**
 * Colours are pairs that reach 4.5:1 (WCAG AA) in both schemes. A screen on the wall is always dark. Below 760 px every
 * row becomes a card.
 */
export const STYLE = `
:root { --page: #f4f6fa; --card: #fff; --line: #dde3ec; --text: #17202e; --soft: #526073; --link: #0b57c2; --focus: #0b57c2;
	--breached: #a8121b; --breached-on: #fdeaea; --atRisk: #7a4a00; --atRisk-on: #fff2d6; --onTrack: #0d6139; --onTrack-on: #e3f5ea;
	--paused: #46536a; --paused-on: #e8edf5; --met: #0d6139; --met-on: #e3f5ea; --none: #526073; --none-on: #edf0f5; --cut: #fff; }
@media (prefers-color-scheme: dark) { :root { --page: #0e141d; --card: #161f2c; --line: #2b394d; --text: #e8eef7; --soft: #a3b1c6; --link: #8ec0ff; --focus: #8ec0ff;
	--breached: #ff9d97; --breached-on: #451418; --atRisk: #ffcb6b; --atRisk-on: #3d2c06; --onTrack: #7fdca4; --onTrack-on: #0f3322;
	--paused: #b6c3d8; --paused-on: #253246; --met: #7fdca4; --met-on: #0f3322; --none: #a3b1c6; --none-on: #212c3b; --cut: #10161f; } }
.wall { --page: #080c12; --card: #121a26; --line: #2b394d; --text: #f4f8ff; --soft: #b4c2d8; --link: #a9d0ff; --focus: #a9d0ff;
	--breached: #ff9d97; --breached-on: #571519; --atRisk: #ffcb6b; --atRisk-on: #463204; --onTrack: #7fdca4; --onTrack-on: #0f3a25;
	--paused: #b6c3d8; --paused-on: #253246; --met: #7fdca4; --met-on: #0f3a25; --none: #b4c2d8; --none-on: #212c3b; --cut: #10161f; }
* { box-sizing: border-box; }
html { font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; color: var(--text); background: var(--page); -webkit-text-size-adjust: 100%; }
body { max-width: 1480px; margin: 0 auto; padding: 20px 24px 40px; font-variant-numeric: tabular-nums; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.2; }
p { margin: 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.away { margin-bottom: 12px; padding: 10px 14px; border: 1px solid var(--breached); border-radius: 8px; font-weight: 600; text-align: center; color: var(--breached); background: var(--breached-on); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 24px; top: -60px; padding: 8px 14px; background: var(--card); border-radius: 6px; z-index: 1; }
.skip:focus { top: 8px; }
header { display: grid; grid-template-columns: 1fr auto; gap: 16px 24px; align-items: center; }
.updated { grid-area: 1 / 2; text-align: right; color: var(--soft); font-size: .875rem; }
.links { display: flex; gap: 16px; justify-content: flex-end; }
.tiles { grid-column: 1 / -1; display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; margin: 0; padding: 0; list-style: none; }
.tiles a { display: flex; align-items: center; gap: 12px; padding: 14px 18px; border: 1px solid var(--line); border-radius: 12px; background: var(--card); color: var(--text); text-decoration: none; }
.tiles a:hover, .tiles a[aria-current] { border-color: var(--colour); box-shadow: inset 0 0 0 1px var(--colour); }
.tiles .symbol { width: 28px; height: 28px; color: var(--colour); }
.count { font-size: 1.9rem; font-weight: 700; line-height: 1; color: var(--colour); }
.name { color: var(--soft); }
.breached { --colour: var(--breached); --on: var(--breached-on); } .atRisk { --colour: var(--atRisk); --on: var(--atRisk-on); }
.onTrack { --colour: var(--onTrack); --on: var(--onTrack-on); } .paused { --colour: var(--paused); --on: var(--paused-on); }
.met { --colour: var(--met); --on: var(--met-on); } .none { --colour: var(--none); --on: var(--none-on); }
.symbol { flex: none; width: 1em; height: 1em; fill: currentColor; }
.cut { fill: none; stroke: var(--cut); stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; }
.ring { fill: none; stroke: currentColor; stroke-width: 2.4; }
form { display: flex; flex-wrap: wrap; gap: 12px 14px; align-items: end; margin-top: 16px; padding: 14px 18px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
form p { flex: 1 1 140px; }
form p.buttons { flex: none; display: flex; gap: 14px; align-items: center; min-height: 40px; }
label { display: block; margin-bottom: 4px; font-size: .8125rem; color: var(--soft); }
select, button { width: 100%; height: 40px; padding: 0 10px; font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--soft); border-radius: 8px; }
select.chosen { border: 2px solid var(--link); font-weight: 600; }
button { width: auto; padding: 0 20px; font-weight: 600; color: var(--card); background: var(--link); border-color: var(--link); cursor: pointer; }
main { margin-top: 16px; }
main:focus { outline: none; }
table { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
caption { padding: 4px 2px 10px; text-align: left; color: var(--soft); font-size: .875rem; }
th, td { padding: 10px 14px; text-align: left; vertical-align: middle; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: .8125rem; font-weight: 600; color: var(--soft); white-space: nowrap; }
tbody th { font-weight: 400; min-width: 12rem; }
tbody tr > :first-child { box-shadow: inset 4px 0 0 var(--colour); }
td { overflow-wrap: anywhere; }
.badge { display: inline-flex; align-items: center; gap: 7px; padding: 3px 10px 3px 8px; border-radius: 99px; font-size: .875rem; font-weight: 600; white-space: nowrap; color: var(--colour); background: var(--on); }
tbody th a { text-decoration: none; color: inherit; overflow-wrap: anywhere; }
tbody th a:hover .contact { text-decoration: underline; }
.number { color: var(--link); font-weight: 600; }
.contact { font-weight: 600; }
.about { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; }
.about > :first-child { flex: 0 0 100%; }
.about .place { flex: 1 1 auto; }
.priority { padding: 0 7px; border: 1px solid currentColor; border-radius: 6px; font-size: .75rem; color: var(--breached); }
.clock { display: flex; align-items: flex-start; gap: 8px; min-width: 7.5rem; color: var(--colour); }
.clock > .symbol { margin-top: .28em; }
.clock .left { display: block; font-weight: 600; }
.place { display: block; font-size: .8125rem; color: var(--soft); overflow-wrap: anywhere; }
.metLate { --colour: var(--atRisk); }
.due { display: block; font-size: .8125rem; color: var(--soft); }
.gauge { display: block; height: 4px; margin-top: 5px; border-radius: 2px; background: var(--line); overflow: hidden; }
.gauge span { display: block; height: 100%; background: var(--colour); }
.nobody { color: var(--soft); font-style: italic; }
.note { margin: 12px 0; padding: 10px 14px; border: 1px solid var(--line); border-left: 4px solid var(--atRisk); border-radius: 8px; background: var(--card); }
.empty { display: flex; justify-content: center; align-items: center; gap: 12px; padding: 72px 20px; font-size: 1.125rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.empty .symbol { width: 28px; height: 28px; color: var(--met); }
.failure { padding: 24px 28px; background: var(--card); border: 1px solid var(--line); border-left: 6px solid var(--breached); border-radius: 12px; }
.failure h2 { display: flex; gap: 12px; align-items: center; margin: 0 0 10px; font-size: 1.25rem; color: var(--breached); }
.failure p { margin-top: 6px; overflow-wrap: anywhere; }
@media (min-width: 1240px) { .left, .due { white-space: nowrap; } tbody th { min-width: 10rem; } }
@media (max-width: 1100px) { th, td { padding: 9px 10px; } .clock { min-width: 6.5rem; } }
@media (max-width: 760px) {
	html:not(.wall) body { padding: 14px 12px 32px; }
	html:not(.wall) header { grid-template-columns: 1fr; gap: 8px; }
	html:not(.wall) .updated { grid-area: auto; text-align: left; }
	html:not(.wall) .links { justify-content: flex-start; }
	html:not(.wall) .tiles { gap: 8px; }
	html:not(.wall) .tiles a { flex-wrap: wrap; gap: 4px 8px; padding: 10px; }
	html:not(.wall) .tiles .symbol { width: 22px; height: 22px; }
	html:not(.wall) .name { flex-basis: 100%; font-size: .875rem; }
	html:not(.wall) form { padding: 12px; gap: 10px; }
	html:not(.wall) form p:not(.buttons) { flex: 1 1 40%; }
	html:not(.wall) form p.buttons { flex: 1 1 40%; }
	html:not(.wall) :is(table, tbody, tbody tr, caption) { display: block; }
	html:not(.wall) table { background: none; border: 0; }
	html:not(.wall) thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
	html:not(.wall) tbody tr { display: grid; grid-template-columns: 1fr 1fr; gap: 10px 14px; margin-bottom: 12px; padding: 14px 14px 14px 18px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: inset 5px 0 0 var(--colour); }
	html:not(.wall) :is(tbody td, tbody th) { display: block; padding: 0; border: 0; min-width: 0; }
	html:not(.wall) tbody tr > :first-child { box-shadow: none; justify-self: end; grid-area: 1 / 2; }
	html:not(.wall) tbody th { grid-area: 1 / 1; }
	html:not(.wall) td[data-label]::before { content: attr(data-label); display: block; font-size: .75rem; color: var(--soft); }
	html:not(.wall) tbody th .contact { display: block; }
	html:not(.wall) .nothing { display: none; }
}
.wall { font-size: clamp(16px, 1.25vw, 40px); }
.wall body { max-width: none; padding: 1rem 1.6rem .6rem; }
.wall h1 { font-size: 1.8rem; }
.wall header { gap: .6rem 1rem; }
.wall .tiles a { padding: .6rem 1.4rem; gap: 1rem; background: var(--on); border-color: var(--colour); }
.wall .tiles .symbol { width: 2.4rem; height: 2.4rem; }
.wall .count { font-size: 3rem; }
.wall .name { font-size: 1.5rem; color: var(--text); }
.wall caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.wall .clock .left, .wall .contact, .wall .number { font-size: 1.15rem; }
.wall .badge { font-size: 1rem; }
.wall .place, .wall .due, .wall thead th { font-size: .9rem; }
.wall .gauge { height: .35rem; border-radius: .2rem; }
.wall :is(td, th) { padding: .25rem .6rem; line-height: 1.25; white-space: nowrap; }
.wall tbody th { width: 100%; min-width: 9rem; max-width: 0; }
.wall .about { gap: 0 .4rem; }
.wall .about .place { flex: 1 1 0; }
.wall :is(.about > :first-child, .place, .assignee) { overflow: hidden; text-overflow: ellipsis; }
.wall .assignee { max-width: 11rem; }
.wall .more { margin-top: .3rem; text-align: center; font-size: 1.15rem; }
@media (prefers-reduced-motion: no-preference) { .gauge span { transition: width 1s linear; } }
@media print { form, .links, .skip { display: none; } }
`;
