/** The style of the page in the archive: the colours of Meshi, light and dark, for phones, screens and paper. */
export const pageStyle = `
:root{color-scheme:light dark;--paper:#fbf7f0;--card:#fffdf9;--ink:#2a2522;--quiet:#6b625b;--line:#e6ddd0;--link:#2f4f8a;--mine:#f3ece0}
@media (prefers-color-scheme:dark){:root{--paper:#1b1815;--card:#231f1b;--ink:#f2ebe1;--quiet:#a89e93;--line:#38322c;--link:#8fa9e0;--mine:#2c2722}}
*{box-sizing:border-box;unicode-bidi:plaintext}
body{margin:0 auto;max-width:46rem;padding:16px;background:var(--paper);color:var(--ink);font:16px/1.7 system-ui,"Hiragino Sans","Noto Sans JP",sans-serif;overflow-wrap:anywhere}
h1{font-size:32px;line-height:1.3;margin:16px 0}
h2{font-size:24px;margin:48px 0 8px;border-bottom:1px solid var(--line)}
h3{font-size:20px;margin:32px 0 8px}
h4{font-size:16px;margin:24px 0 8px}
p{margin:0 0 8px}
a{color:var(--link)}
img.me{border-radius:12px;border:1px solid var(--line)}
nav ul{padding-left:20px}
nav a{display:inline-block;min-height:32px}
dl{margin:0 0 12px;padding:12px 16px;background:var(--card);border:1px solid var(--line);border-radius:12px}
dd dl{margin:4px 0}
dl div{display:grid;grid-template-columns:minmax(7rem,30%) 1fr;gap:0 12px}
dt{color:var(--quiet);font-size:14px;line-height:1.9}
dd{margin:0;white-space:pre-wrap}
@media (max-width:30rem){dl div{grid-template-columns:1fr;margin-bottom:8px}}
.messages{list-style:none;margin:0;padding:0}
.messages li{margin:0 12% 8px 0;padding:8px 16px;background:var(--card);border:1px solid var(--line);border-radius:12px}
.messages li.mine{margin:0 0 8px 12%;background:var(--mine)}
.messages p{margin:0;white-space:pre-wrap}
.messages .by,.rest{color:var(--quiet);font-size:14px;white-space:normal}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--quiet:#444;--line:#bbb;--mine:#fff}body{max-width:none;font-size:11pt}dl,.messages li{break-inside:avoid}nav{display:none}}
`;
