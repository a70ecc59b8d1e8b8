/** Highlights code. Loaded when code with a known language is on screen for the first time. */
import { createLowlight } from 'lowlight';
import { type Language, loadGrammar } from './languages.ts';

/** A part of code; without a class it has the colour of text. */
export interface CodePart {
  text: string;
  className: string | null;
}

type Nodes = ReturnType<ReturnType<typeof createLowlight>['highlight']>['children'];

const lowlight = createLowlight();

export async function highlight(code: string, language: Language): Promise<CodePart[]> {
  if (!lowlight.registered(language)) lowlight.register(language, await loadGrammar(language));
  return partsOf(lowlight.highlight(language, code).children, null);
}

/** Flat, because the innermost class decides on the colour. */
function partsOf(nodes: Nodes, className: string | null): CodePart[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return { text: node.value, className };
    if (node.type !== 'element') return [];
    const [own] = [node.properties.className].flat();
    return partsOf(node.children, typeof own === 'string' ? own : className);
  });
}
