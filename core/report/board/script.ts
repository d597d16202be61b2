/**
 * What the page does beyond standing there: it counts the seconds down, on the wall it hides rows that do not fit, and it
 * loads itself again without taking the focus away from whoever uses a keyboard; while somebody sets filters, it waits.
 * n8n answers pages with an origin of their own, for which Chromium keeps no storage, no history state and no scroll
 * position: what has to survive a refresh is in the window's name, in lines.
 *
 * Once in place of this page, an error of n8n's or of a proxy before it would stay there. So the page asks first, where
 * it has seen that asking works: by POST, without a login, for which the workflow has a webhook of its own that starts
 * nothing. Only n8n (2.41) with that webhook in place lets a page of another origin read its answer, and in JSON.
 */
export const SCRIPT = `
(function () {
	'use strict';
	var page = document.body;
	var ahead = Number(page.dataset.now) - Date.now();
	var units = JSON.parse(page.dataset.units);
	var sizes = [86400, 3600, 60, 1];
	var status = document.querySelector('[role=status]');
	var form = document.querySelector('form');
	var more = document.querySelector('.more');
	var before = window.name.split('\\n');
	var usedAt = 0;
	var canAsk = false;

	function duration(seconds) {
		var largest = sizes.findIndex(function (size) { return seconds >= size; });
		if (largest === -1) return '0\\u00a0' + units[3];
		if (seconds >= 600) seconds -= seconds % 60;
		var parts = [];
		for (var index = largest; index < Math.min(largest + 2, sizes.length); index++) {
			var count = Math.floor(seconds / sizes[index]);
			seconds -= count * sizes[index];
			if (count > 0) parts.push(count + '\\u00a0' + units[index]);
		}
		return parts.join(' ');
	}

	function countDown() {
		var now = Date.now() + ahead;
		document.querySelectorAll('time.left').forEach(function (clock) {
			var left = (Date.parse(clock.dateTime) - now) / 1000;
			var text = left > 0 ? clock.dataset.left : clock.dataset.late;
			clock.textContent = text.replace('{time}', duration(Math.floor(Math.abs(left))));
		});
	}

	function show(rows, count) {
		var left = more.dataset.all - count;
		rows.forEach(function (row, index) { row.hidden = index >= count; });
		more.hidden = left === 0;
		more.textContent = more.dataset.text.replace('{count}', left.toLocaleString(document.documentElement.lang));
	}

	function fit() {
		if (!more) return;
		var rows = document.querySelectorAll('tbody tr');
		var count = rows.length;
		show(rows, count);
		while (count > 1 && document.documentElement.scrollHeight > innerHeight) show(rows, --count);
	}

	function ask() {
		return fetch(location.pathname, { method: 'POST', credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(10000) })
			.then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer.status); });
	}

	function refresh() {
		if (Date.now() - usedAt < 120000) setTimeout(refresh, 5000);
		else if (canAsk) ask().then(reload, stay);
		else reload();
	}

	function reload() {
		var focused = document.activeElement;
		window.name = [status.dataset.say || before[0], focused ? focused.id : '', Math.round(scrollY)].join('\\n');
		history.replaceState(null, '', location.pathname + location.search);
		location.reload();
	}

	function takeUp() {
		var focused = before[1] && document.getElementById(before[1]);
		if (focused) focused.focus({ preventScroll: true });
		if (before[2]) scrollTo(0, Number(before[2]));
		window.name = status.dataset.say || before[0];
	}

	function stay() {
		if (status.className !== 'away') {
			var time = new Date(Date.now() + ahead).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: page.dataset.timeZone });
			status.className = 'away';
			status.textContent = page.dataset.away.replace('{time}', time);
			fit();
		}
		setTimeout(refresh, 10000);
	}

	function announce() {
		var text = status.dataset.say;
		if (text && before[0] && before[0] !== text) status.textContent = text;
	}

	if (form) ['input', 'keydown', 'pointerdown'].forEach(function (event) {
		form.addEventListener(event, function () { usedAt = Date.now(); });
	});
	countDown();
	setInterval(countDown, 1000);
	fit();
	addEventListener('resize', fit);
	takeUp();
	setTimeout(announce, 500);
	if (page.dataset.away) ask().then(function () { canAsk = true; }, function () {});
	if (Number(page.dataset.refresh) > 0) setTimeout(refresh, Number(page.dataset.refresh) * 1000);
})();
`;
