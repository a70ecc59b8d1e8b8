/** Every public name of the SDK has a doc comment, including the members of base classes and generated types. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Node } from 'typescript/unstable/ast';
import { API, type Checker, type Symbol as Name, SymbolFlags } from 'typescript/unstable/sync';

const folder = join(import.meta.dirname, '../../client-sdk');
/** A project with only the SDK, which exists only for this test: reading the whole project takes six times as long. */
const config = join(folder, 'tsconfig.documentation.json');
const entries = ['index.ts', 'react/index.ts'].map((name) => join(folder, name));

describe("the SDK's public names", () => {
  it('have doc comments', () => {
    const api = new API({ fs: { readFile: (path) => (path === config ? projectOf(entries) : undefined) } });
    try {
      const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
      if (!project) throw new Error('TypeScript did not open the project');
      const { checker, program } = project;
      const names = entries.flatMap((path) => {
        const module = checker.getSymbolAtLocation(program.getSourceFile(path) as Node);
        return module ? checker.getExportsOfModule(module).flatMap((name) => publicNames(name, checker)) : [];
      });

      expect(names.length).to.be.greaterThan(400);
      expect(names.filter(({ comment }) => comment === '').map(({ name }) => name)).to.deep.equal([]);
    } finally {
      api.close();
    }
  });
});

interface PublicName {
  name: string;
  comment: string;
}

/** An exported name of the SDK, and its public members. */
function publicNames(exported: Name, checker: Checker): PublicName[] {
  const symbol = exported.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  if (!isOfSdk(symbol)) return [];
  const hasMembers = (symbol.flags & (SymbolFlags.Class | SymbolFlags.Interface | SymbolFlags.TypeAlias)) !== 0;
  const members = hasMembers
    ? [...checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)), ...symbol.getExports().values()]
    : [];
  return [
    { name: symbol.name, comment: symbol.getDocumentationComment(checker) },
    ...members
      .filter((member) => isOfSdk(member) && isPublic(member, checker))
      .map((member) => ({
        name: `${symbol.name}.${member.name}`,
        comment: member.getDocumentationComment(checker),
      })),
  ];
}

/** The types of the protocol are not checked here; `src/protocol` describes them. */
function isOfSdk(symbol: Name): boolean {
  return symbol.declarations.some(({ path }) => path.includes('/client-sdk/'));
}

function isPublic(symbol: Name, checker: Checker): boolean {
  if (symbol.name.includes('#')) return false;
  return !symbol.getJsDocTags(checker).some(({ name }) => name === 'internal');
}

function projectOf(files: string[]): string {
  const { compilerOptions } = JSON.parse(readFileSync(join(folder, '../tsconfig.json'), 'utf8')) as {
    compilerOptions: object;
  };
  return JSON.stringify({ compilerOptions, files });
}
