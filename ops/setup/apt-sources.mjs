/**
 * Rewrites the machine's own apt sources for a newer release of its distribution. That keeps the mirror, the proxy and the
 * trusted keys of the machine.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Maps a release with a C library too old for the database engine to the first release with glibc >= 2.38 and meson >= 1.1. */
const NEWER_SUITE = new Map([
  ['bullseye', 'trixie'],
  ['bookworm', 'trixie'],
  ['focal', 'noble'],
  ['jammy', 'noble'],
]);

/** The code name of a newer release to borrow packages from, or null if none is known. */
export function newerSuite(codename) {
  return NEWER_SUITE.get(codename) ?? null;
}

/** The value of one field of an os-release file, without its quotes. */
export function osReleaseField(text, field) {
  const line = text.split('\n').find((each) => each.startsWith(`${field}=`));
  return line ? line.slice(field.length + 1).replace(/^["']|["']$/g, '') : null;
}

/**
 * Returns one deb822 text for all given source files. Keeps only sources of the distribution's own suites: a vendor's
 * repository may not have the newer release.
 * @returns {string}
 */
export function rewriteSources(files, { from, to }) {
  const stanzas = files.flatMap((file) =>
    file.name.endsWith('.sources') ? deb822Stanzas(file.text) : classicStanzas(file.text),
  );
  return stanzas.flatMap((stanza) => withNewerSuites(stanza, { from, to })).join('\n');
}

/** The machine's source files, as `{ name, text }`. */
export function readSourceFiles(aptDir = '/etc/apt') {
  const inParts = listDir(path.join(aptDir, 'sources.list.d')).map((name) => path.join('sources.list.d', name));
  return ['sources.list', ...inParts]
    .filter((name) => /\.(list|sources)$/.test(name))
    .map((name) => ({ name, text: readIfThere(path.join(aptDir, name)) }));
}

function deb822Stanzas(text) {
  const withoutComments = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  return withoutComments.split(/\n\s*\n/).map((block) => {
    const fields = new Map();
    let current = null;
    for (const line of block.split('\n')) {
      const match = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
      if (match) current = match[1];
      if (match) fields.set(current, match[2]);
      // A line that begins with a space continues the field above, for example an inline key.
      else if (current && /^\s/.test(line)) fields.set(current, `${fields.get(current)}\n${line}`);
    }
    return fields;
  });
}

function classicStanzas(text) {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line);
    if (!match) return [];
    const [, options = '', uri, suite, components] = match;
    const fields = new Map([
      ['Types', 'deb'],
      ['URIs', uri],
      ['Suites', suite],
      ['Components', components.trim()],
    ]);
    const names = new Map([
      ['signed-by', 'Signed-By'],
      ['arch', 'Architectures'],
      ['trusted', 'Trusted'],
    ]);
    for (const option of options.split(/\s+/)) {
      const [key, value] = option.split('=');
      if (names.has(key) && value) fields.set(names.get(key), value);
    }
    return [fields];
  });
}

function withNewerSuites(fields, { from, to }) {
  const isBinary = (fields.get('Types') ?? '').split(/\s+/).includes('deb');
  const isOff = /^(no|false)$/i.test(fields.get('Enabled') ?? '');
  const suites = (fields.get('Suites') ?? '')
    .split(/\s+/)
    .filter((suite) => [from, `${from}-updates`, `${from}-security`].includes(suite))
    .map((suite) => suite.replace(from, to));
  if (!isBinary || isOff || suites.length === 0) return [];
  const changed = new Map([...fields, ['Types', 'deb'], ['Suites', suites.join(' ')]]);
  return [`${[...changed].map(([name, value]) => `${name}: ${value}`).join('\n')}\n`];
}

function listDir(dir) {
  try {
    return readdirSync(dir).sort();
  } catch {
    // The folder is optional.
    return [];
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The classic file does not exist if all sources are in the newer format.
    return '';
  }
}
