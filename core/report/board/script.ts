/**
 * What the page does beyond standing there: it counts the seconds down, and it loads itself again without taking the
 * focus away from whoever uses a keyboard; while somebody sets filters, it waits. n8n answers pages with an origin of
 * their own and no storage: what has to survive a refresh is in the address (the focused element) and the window's name.
 */
export const SCRIPT = `
(function () {
	'use strict';
	var page = document.body;
	var ahead = Number(page.dataset.now) - Date.now();
	var units = page.dataset.units.split(' ');
	var sizes = [86400, 3600, 60, 1];

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

	function refresh() {
		var focused = document.activeElement;
		if (focused && focused.closest('form')) return setTimeout(refresh, 5000);
		location.hash = (focused && focused !== page && focused.id) || '';
		location.reload();
	}

	function announce() {
		var status = document.querySelector('[role=status]');
		if (!status || window.name === status.dataset.say) return;
		if (window.name) status.textContent = status.dataset.say;
		window.name = status.dataset.say;
	}

	var focused = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
	if (focused) focused.focus({ preventScroll: true });
	countDown();
	setInterval(countDown, 1000);
	setTimeout(announce, 500);
	if (Number(page.dataset.refresh) > 0) setTimeout(refresh, Number(page.dataset.refresh) * 1000);
})();
`;
