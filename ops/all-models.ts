/** All models of the product, found by their declarations. Nothing is connected. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelDefinition } from '../src/database/models.ts';

const root = join(import.meta.dirname, '..');

const files = globSync(['src/**/*.ts', 'rooms/**/*.ts'], { cwd: root })
  .map((path) => join(root, path))
  .filter((path) => readFileSync(path, 'utf8').includes('defineModel<'));
const modules = await Promise.all(files.map((path) => import(path) as Promise<Record<string, unknown>>));

/** Sorted by collection. */
export const allModels: readonly ModelDefinition[] = modules
  .flatMap((module) => Object.values(module))
  .filter(isModel)
  .toSorted((a, b) => (a.collection < b.collection ? -1 : 1));

function isModel(value: unknown): value is ModelDefinition {
  return typeof value === 'object' && value !== null && 'schema' in value && 'personal' in value;
}
