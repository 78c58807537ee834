"use strict";
(() => {
	const table = document.getElementById("table"), body = table.tBodies[0], all = [...body.rows];
	const find = document.getElementById("find"), verdict = document.getElementById("verdict");
	const count = document.getElementById("count"), more = document.getElementById("more");
	const step = 100;
	const order = new Intl.Collator("en", {numeric: true});
	const known = all.map((row) => ({
		row, cells: [...row.cells].map((cell) => cell.textContent), text: row.textContent.toLowerCase(),
	}));
	let matching = known, shown = step, group = "", from = null;

	const show = () => {
		const rows = matching.slice(0, shown).map((one) => one.row);
		/* A phone's layout takes the rows out of the table: say what they are. */
		for (const row of rows) {
			row.setAttribute("role", "row");
			for (const cell of row.cells)
				cell.setAttribute("role", "cell");
		}
		body.replaceChildren(...rows);
		more.parentElement.hidden = rows.length === matching.length;
		count.textContent = `${rows.length} of ${matching.length} row${matching.length === 1 ? "" : "s"} shown` +
			(matching.length < all.length ? `, ${all.length} in all` : "") + (group ? ", of one kind" : "");
	};
	const filter = () => {
		const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
		matching = known.filter((one) => (!verdict.value || one.cells[0] === verdict.value) &&
			(!group || one.row.dataset.g === group) && words.every((word) => one.text.includes(word)));
		shown = step;
		show();
	};
	const sort = (heads, column) => {
		const down = heads[column].getAttribute("aria-sort") === "ascending";
		heads.forEach((head) => head.removeAttribute("aria-sort"));
		heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
		known.sort((a, b) => (down ? -1 : 1) * order.compare(a.cells[column], b.cells[column]));
		filter();
	};
	const open = () => {
		/* #c: a crash's own case; #g: that of its kind */
		const target = /^#[cg]\d+$/.test(location.hash) && document.querySelector(location.hash);
		if (!target)
			return;
		for (let one = target.closest("details"); one; one = one.parentElement.closest("details"))
			one.open = true;
		document.querySelectorAll(".from").forEach((one) => one.remove());
		if (from) {
			const note = document.createElement("p"), back = document.createElement("button"), row = from;
			note.className = "from";
			back.type = "button";
			back.textContent = "Back to its row";
			back.addEventListener("click", () => row.querySelector("a").focus());
			note.append("You came from ", row.querySelector(".path").firstChild.textContent, ". ",
				location.hash[1] === "g" ? "It has no case of its own in this page: here is the one of its kind that shows most. " : "",
				back);
			target.prepend(note);
			from = null;
		}
		target.scrollIntoView();
		target.closest("details").querySelector("summary").focus({preventScroll: true});
	};

	const heads = [...table.tHead.rows[0].cells];
	heads.forEach((head, column) => {
		const button = document.createElement("button");
		button.type = "button";
		button.textContent = head.textContent;
		button.addEventListener("click", () => sort(heads, column));
		head.replaceChildren(button);
		head.setAttribute("role", "columnheader");
	});
	for (const [selector, role] of [["table.dumps", "table"], [".dumps thead, .dumps tbody", "rowgroup"], [".dumps thead tr", "row"],
			[".evidence", "table"], [".evidence thead, .evidence tbody", "rowgroup"], [".evidence tr", "row"],
			[".evidence th", "columnheader"], [".evidence td", "cell"]])
		document.querySelectorAll(selector).forEach((one) => one.setAttribute("role", role));
	body.addEventListener("click", (event) => {
		const link = event.target.closest("a");
		if (!link)
			return;
		from = link.closest("tr");
		if (link.hash === location.hash) {
			event.preventDefault();
			open();
		}
	});
	document.querySelectorAll("button[data-group]").forEach((button) => button.addEventListener("click", () => {
		find.value = verdict.value = "";
		group = button.dataset.group;
		filter();
		document.getElementById("dumps").focus();
	}));
	document.getElementById("reset").addEventListener("click", () => {
		find.value = verdict.value = group = "";
		filter();
	});
	find.addEventListener("input", () => { group = ""; filter(); });
	verdict.addEventListener("change", () => { group = ""; filter(); });
	more.addEventListener("click", () => {
		const first = shown;
		shown += 5 * step;
		show();
		matching[first]?.row.querySelector("a")?.focus();
	});
	addEventListener("hashchange", open);
	body.classList.add("ready");
	document.querySelectorAll(".tools").forEach((one) => { one.hidden = false; });
	filter();
	open();
})();
