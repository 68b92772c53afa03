"use strict";
// Narrows the list of operations to those whose verb and path contain what was typed. Without
// scripts the whole list is shown and the field stays hidden.
(() => {
    const navigation = document.querySelector("nav");
    const label = navigation.querySelector("label");
    const nothing = navigation.querySelector("[role=status]");
    const groups = [...navigation.querySelectorAll("ul")];

    const narrow = (wanted) => {
        let shown = 0;
        for (const group of groups) {
            let inGroup = 0;
            for (const item of group.children) {
                const fits = item.textContent.toLowerCase().includes(wanted);
                item.hidden = !fits;
                inGroup += fits ? 1 : 0;
            }
            group.hidden = inGroup === 0;
            group.previousElementSibling.hidden = inGroup === 0;
            shown += inGroup;
        }
        nothing.hidden = shown > 0;
    };

    label.hidden = false;
    label.querySelector("input").addEventListener("input", (event) => {
        narrow(event.target.value.trim().toLowerCase());
    });
})();
