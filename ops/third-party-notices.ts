/** The text of THIRD-PARTY-NOTICES.md: every package of the lock file with its licence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
  devOptional?: boolean;
}

interface Notice {
  name: string;
  version: string;
  licence: string;
  isForDevelopment: boolean;
}

const root = join(import.meta.dirname, '..');

/** @throws Error if a package does not name its licence. */
export function thirdPartyNotices(): string {
  const notices = lockedPackages();
  return [
    '# Third-party notices',
    '',
    'Meshi itself is under the [MIT licence](LICENSE). `npm ci` installs the packages below, each under its own licence; its',
    'text is in the folder of the package under `node_modules`. `npm run docs` writes this file.',
    '',
    '## Licences to know about',
    '',
    ...NOTABLE_LICENCES.flatMap(({ pattern, about }) => [
      `- **${about.title}** ${about.text} Packages: ${namesUnder(notices, pattern)}.`,
    ]),
    '',
    '## Installed with the server and the SDK',
    '',
    ...table(notices.filter(({ isForDevelopment }) => !isForDevelopment)),
    '',
    '## Used to build and test',
    '',
    'The web app contains code of some of these packages. Its build lists them with the texts of their licences in',
    '`web/dist/licences.md`, which the server delivers at `/licences.md`. The page at `/docs` is Swagger UI (Apache-2.0), as',
    '`@fastify/swagger-ui` carries it.',
    '',
    ...table(notices.filter(({ isForDevelopment }) => isForDevelopment)),
    '',
  ].join('\n');
}

const NOTABLE_LICENCES = [
  {
    pattern: /SSPL/,
    about: {
      title: 'SSPL-1.0: the embedded database engine.',
      text:
        'It is a modified build of MongoDB. Read section 13 of the licence before you offer it to others as a service. ' +
        'With `MONGODB_URI` Meshi does not use the engine, but npm still installs it.',
    },
  },
  {
    pattern: /LGPL/,
    about: {
      title: 'LGPL-3.0-or-later: libvips,',
      text: 'the picture library that `sharp` loads as a separate shared library. It may be replaced by another build.',
    },
  },
  {
    pattern: /MPL/,
    about: { title: 'MPL-2.0:', text: 'used without changes; changed files would have to be published.' },
  },
  {
    pattern: /OFL/,
    about: {
      title: 'OFL-1.1: the fonts',
      text:
        'in pictures of meals, BIZ UDPGothic and Noto Emoji, used without changes. The licence and the copyright are in the ' +
        'file `LICENSE_FONT` of each package.',
    },
  },
  {
    pattern: /BlueOak/,
    about: { title: 'BlueOak-1.0.0:', text: 'permissive, like MIT.' },
  },
];

function lockedPackages(): Notice[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const notices = Object.entries(lock.packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .map(([path, { version = '', license, dev, devOptional }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license ?? licenceInOldForm(path),
      isForDevelopment: Boolean(dev || devOptional),
    }));
  const byKey = new Map(
    notices.map((notice) => [`${notice.name} ${notice.version} ${notice.isForDevelopment}`, notice]),
  );
  return [...byKey.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Old packages have a list `licenses` instead of the field `license`. npm does not copy it into the lock file. */
function licenceInOldForm(path: string): string {
  const { licenses } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as {
    licenses?: { type: string }[];
  };
  if (!licenses?.[0]) throw new Error(`The package ${path} names no licence`);
  return licenses.map(({ type }) => type).join(' OR ');
}

/** The names of packages with this licence. Builds for several platforms are combined, for example `lightningcss-*`. */
function namesUnder(notices: readonly Notice[], licence: RegExp): string {
  const found = notices.filter((notice) => licence.test(notice.licence));
  const names = new Set(found.map(({ name }) => name.replace(PLATFORM, '-*')));
  return [...names].map((name) => `\`${name}\``).join(', ');
}

const PLATFORM = /-(android|darwin|freebsd|linux|linuxmusl|wasm32|webcontainers|win32)\b.*$/;

function table(notices: readonly Notice[]): string[] {
  const rows = notices.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  return ['| package | version | licence |', '| --- | --- | --- |', ...rows];
}
