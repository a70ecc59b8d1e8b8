/** Prints the types of the contract with every inference resolved: objects, unions, arrays and literals, with doc comments. */
import {
  type Checker,
  type IndexInfo,
  type Symbol as Name,
  SignatureKind,
  SymbolFlags,
  type Type,
  type TypeReference,
} from 'typescript/unstable/sync';

/** A type that has no plain form. */
export class UnprintableType extends Error {}

/** Types of the platform, which every TypeScript project has. */
const PLATFORM = new Set(['Uint8Array', 'ArrayBuffer', 'ArrayBufferLike', 'Blob', 'Date', 'Map', 'Set']);

export class TypePrinter {
  readonly #checker: Checker;
  /** The name of each declared type that is an object or a union. */
  readonly #names = new Map<number, string>();

  constructor(checker: Checker, named: readonly Name[]) {
    this.#checker = checker;
    for (const symbol of named) {
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      const hasName = type.isObjectType() || (type.isUnionType() && !isBoolean(type));
      if (hasName && !this.#names.has(type.id)) this.#names.set(type.id, symbol.name);
    }
  }

  /** The declaration of an exported type. @throws UnprintableType */
  declaration(symbol: Name): string {
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const comment = this.#comment(symbol, '');
    if (this.#isPlainObject(type)) return `${comment}export interface ${symbol.name} ${this.#object(type, '')}`;
    return `${comment}export type ${symbol.name} = ${this.#expanded(type, '')};`;
  }

  #print(type: Type, indent: string): string {
    const name = this.#names.get(type.id);
    return name ?? this.#expanded(type, indent);
  }

  #expanded(type: Type, indent: string): string {
    if (type.isErrorType()) throw new UnprintableType('the type has an error');
    if (type.isStringLiteralType()) return `'${type.value}'`;
    if (type.isLiteralType()) return String(type.value);
    if (type.isIntrinsicType()) return intrinsic(type.intrinsicName);
    if (type.isTemplateLiteralType()) return this.#template(type.texts, type.getTypes(), indent);
    if (type.isUnionType()) return this.#union(type.getTypes(), indent);
    if (type.isIntersectionType())
      return type
        .getTypes()
        .map((each) => this.#print(each, indent))
        .join(' & ');
    if (type.isObjectType()) return this.#objectLike(type, indent);
    throw new UnprintableType(this.#checker.typeToString(type));
  }

  #objectLike(type: Type, indent: string): string {
    if (this.#checker.isTupleType(type)) {
      const items = this.#checker.getTypeArguments(type as TypeReference);
      return `[${items.map((each) => this.#print(each, indent)).join(', ')}]`;
    }
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as TypeReference);
      if (!item) throw new UnprintableType('an array without items');
      const isReadonly = type.getSymbol()?.name === 'ReadonlyArray';
      const text = this.#print(item, indent);
      return `${isReadonly ? 'readonly ' : ''}${/[|&]/.test(text) && !text.startsWith('{') ? `(${text})` : text}[]`;
    }
    const name = type.getSymbol()?.name ?? '';
    if (PLATFORM.has(name)) return name;
    if (this.#isOfLibrary(type)) throw new UnprintableType(`${name} of a library`);
    return this.#object(type, indent);
  }

  #object(type: Type, indent: string): string {
    const inner = `${indent}  `;
    const calls = this.#checker.getSignaturesOfType(type, SignatureKind.Call);
    if (calls.length > 0) throw new UnprintableType('a function');
    const members = [
      ...this.#checker.getIndexInfosOfType(type).map((info) => this.#index(info, inner)),
      ...this.#checker.getPropertiesOfType(type).map((property) => this.#property(property, inner)),
    ];
    return members.length === 0 ? 'Record<never, never>' : `{\n${members.join('\n')}\n${indent}}`;
  }

  #property(property: Name, indent: string): string {
    const type = this.#checker.getTypeOfSymbol(property);
    if (!type) throw new UnprintableType(property.name);
    const isOptional = (property.flags & SymbolFlags.Optional) !== 0;
    const key = /^[A-Za-z_$][\w$]*$/.test(property.name) ? property.name : `'${property.name}'`;
    return `${this.#comment(property, indent)}${indent}${key}${isOptional ? '?' : ''}: ${this.#print(type, indent)};`;
  }

  #index({ keyType, valueType }: IndexInfo, indent: string): string {
    return `${indent}[key: ${this.#print(keyType, indent)}]: ${this.#print(valueType, indent)};`;
  }

  #union(types: readonly Type[], indent: string): string {
    const words = types.map((type) => this.#print(type, indent));
    const hasBoth = words.includes('true') && words.includes('false');
    const kept = hasBoth ? ['boolean', ...words.filter((word) => word !== 'true' && word !== 'false')] : words;
    // `null` and `undefined` last, as people write them.
    const last = (word: string) => Number(word === 'null') + 2 * Number(word === 'undefined');
    return [...new Set(kept)].sort((a, b) => last(a) - last(b)).join(' | ');
  }

  #template(texts: readonly string[], types: readonly Type[], indent: string): string {
    const rest = types.map((type, index) => `\${${this.#print(type, indent)}}${texts[index + 1] ?? ''}`);
    return `\`${texts[0] ?? ''}${rest.join('')}\``;
  }

  #comment(symbol: Name, indent: string): string {
    const text = symbol.getDocumentationComment(this.#checker).trim();
    if (text === '') return '';
    return `${indent}/** ${text.split('\n').join(`\n${indent} * `)} */\n`;
  }

  #isPlainObject(type: Type): boolean {
    return (
      type.isObjectType() &&
      !this.#checker.isArrayLikeType(type) &&
      !PLATFORM.has(type.getSymbol()?.name ?? '') &&
      this.#checker.getPropertiesOfType(type).length > 0
    );
  }

  #isOfLibrary(type: Type): boolean {
    const symbol = type.getSymbol();
    if (!symbol || symbol.name.startsWith('__')) return false;
    return symbol.declarations.some(({ path }) => path.includes('/node_modules/'));
  }
}

function intrinsic(name: string): string {
  if (name === 'any') throw new UnprintableType('any');
  return name === 'error' ? 'unknown' : name;
}

function isBoolean(type: Type): boolean {
  return type.isUnionType() && type.getTypes().every((each) => each.isLiteralType() && typeof each.value === 'boolean');
}
