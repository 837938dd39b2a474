/** Style sheet of the bar above GraphiQL. */
export const pageStyle = `
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font: 14px/1.45 system-ui, sans-serif; color: #1d2433; background: #fff; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 20px; padding: 8px 16px; background: #f2f4f8;
  border-bottom: 1px solid #d5dae4; }
header nav { display: flex; align-items: center; gap: 6px; }
header nav a { padding: 3px 12px; border-radius: 14px; border: 1px solid #c0c7d6; color: inherit; text-decoration: none; background: #fff; }
header nav a[aria-current] { background: #1d4ed8; border-color: #1d4ed8; color: #fff; }
header p { flex: 1 1 480px; margin: 0; }
header output { display: block; color: #1d4ed8; }
header form { flex-basis: 100%; }
header form[hidden] { display: none; }
header button, header input { font: inherit; padding: 2px 8px; }
main { flex: 1; min-height: 0; }
main .graphiql-container { height: 100%; }
/* The bundle moves a tab away from under the mouse as soon as it is pressed. */
main .graphiql-container .graphiql-tab { transform: none !important; }
@media (prefers-color-scheme: dark) {
  body, header { color: #e6e9f0; background: #1b2130; border-color: #39415a; }
  header nav a { background: #262d40; border-color: #4a5370; }
  header output { color: #93b4ff; }
}
`;
