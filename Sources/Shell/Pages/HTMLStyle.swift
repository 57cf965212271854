/// How a page of the web looks: by day and by night, on a telephone and on paper.
enum HTMLStyle {
  static let text = """
    :root { --ink: #1c1f24; --dim: #5b6470; --line: #d5dae1; --ground: #fff; --code: #f3f5f8; --bar: #4a7fb5;
      --error: #b3261e; --c0: #2f6fb0; --c1: #b8640f; --c2: #8a3fa0; --c3: #2e7d4f; --c4: #a83232; --c5: #5b6470; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e4e7eb; --dim: #9aa4b1; --line: #39414c; --ground: #15181c; --code: #1f242b; --bar: #6ba3dc;
        --error: #ff8a80; --c0: #7db4ee; --c1: #f0a35e; --c2: #cf94e3; --c3: #7fcb9c; --c4: #f08d8d; --c5: #9aa4b1; }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--ground); color: var(--ink);
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
    main { max-width: 54rem; margin: 0 auto; padding: 1rem 1rem 4rem; overflow-wrap: break-word; }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: 1rem 0; }
    h2 { font-size: 1.3rem; margin: 2rem 0 .5rem; }
    h3 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
    a { color: var(--c0); }
    code, pre { font: .875rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    pre { margin: .75rem 0; padding: .6rem .8rem; overflow-x: auto; border-radius: .3rem; }
    pre.code { background: var(--code); border-left: .2rem solid var(--bar); }
    pre.code i { color: var(--dim); font-style: normal; }
    pre.answer { padding: 0 .2rem; }
    pre.complaint { color: var(--error); border: 1px solid var(--error); white-space: pre-wrap; }
    p code, li code { background: var(--code); padding: .1em .3em; border-radius: .2em; }
    .dim, .aside { color: var(--dim); }
    .bold, .name, .heading { font-weight: 600; }
    .error { color: var(--error); } .warning { color: var(--c1); } .success { color: var(--c3); }
    .aside { font-size: .875rem; margin: .3rem 0 .8rem; }
    .subject { margin: 1rem 0 .3rem; }
    .scroll { overflow-x: auto; margin: .6rem 0; }
    table { border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
    th, td { padding: .2rem .6rem; text-align: left; vertical-align: baseline; white-space: nowrap; }
    th { font-weight: 500; }
    thead th { color: var(--dim); border-bottom: 1px solid var(--line); }
    tbody tr + tr > * { border-top: 1px solid var(--line); }
    .number { text-align: right; }
    td.note { color: var(--dim); white-space: normal; min-width: 14rem; }
    tr.root > * { font-weight: 600; }
    tr.related > * { border-top: 2px solid var(--line); }
    .share { min-width: 9rem; }
    .share.wide { min-width: 12rem; width: 60%; }
    .share > span:last-child { color: var(--dim); }
    .bar { display: inline-block; width: 5rem; height: .65em; margin-right: .5rem; background: var(--code); }
    .wide > .bar { width: 100%; margin: 0; }
    .bar > span { display: block; height: 100%; min-width: 1px; background: var(--bar); }
    figure { margin: 1rem 0; }
    figcaption { font-weight: 600; }
    .bars { width: 100%; }
    figure:has(svg) { overflow-x: auto; }
    svg { display: block; width: 100%; max-width: 40rem; min-width: 26rem; height: auto; }
    svg text { fill: var(--ink); font: 12px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
    svg .axis { stroke: var(--dim); fill: none; } svg .grid { stroke: var(--line); fill: none; }
    svg .c0 { --c: var(--c0); } svg .c1 { --c: var(--c1); } svg .c2 { --c: var(--c2); }
    svg .c3 { --c: var(--c3); } svg .c4 { --c: var(--c4); } svg .c5 { --c: var(--c5); }
    svg .line { stroke: var(--c); fill: none; stroke-width: 2; stroke-linejoin: round; }
    svg .mark { fill: var(--c); stroke: var(--ground); }
    math { font-size: 1.05em; } math[display="block"] { margin: .4rem 0; width: max-content; }
    mtd { padding: .2em .2em; } mtd.left { text-align: right; } mtd.right { text-align: left; }
    @media (max-width: 40rem) {
      main { padding: .5rem .75rem 2rem; } pre.code { white-space: pre-wrap; }
      th, td { padding: .2rem .35rem; } td.note { white-space: nowrap; }
      .bar { width: 3rem; margin-right: .3rem; } .share { min-width: 6.5rem; } .share.wide { min-width: 5rem; }
    }
    @media print {
      :root { --ink: #000; --dim: #444; --line: #bbb; --ground: #fff; --code: #f3f3f3; --bar: #4a7fb5; --error: #900;
        --c0: #2f6fb0; --c1: #b8640f; --c2: #8a3fa0; --c3: #2e7d4f; --c4: #a83232; --c5: #444; }
      body { font-size: 10pt; } main { max-width: none; padding: 0; }
      pre, .scroll { overflow: visible; } pre { white-space: pre-wrap; } th, td { white-space: normal; }
      table { font-size: 8.5pt; } tr, figure, pre { break-inside: avoid; } h1, h2, h3 { break-after: avoid; }
      .bar, .bar > span { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """
}
