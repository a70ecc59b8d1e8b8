/**
 * Names that engineers use for the same thing, such as "k8s" and "Kubernetes". A document that contains one of them is found
 * by the others. A name is listed only if it rarely means anything else.
 */
import { containsComparable, normaliseText, spaced } from './words.ts';

const GROUPS = [
  ['accessibility', 'a11y', 'アクセシビリティ'],
  ['aws', 'amazon web services'],
  ['backend', 'back end', 'バックエンド'],
  ['c++', 'cpp', 'cplusplus'],
  ['c#', 'csharp'],
  ['clojure', 'clj'],
  ['database', 'db', 'データベース'],
  ['ddd', 'domain driven design', 'ドメイン駆動設計'],
  ['docker', 'ドッカー'],
  ['.net', 'dotnet'],
  ['elasticsearch', 'elastic search'],
  ['flutter', 'フラッター'],
  ['frontend', 'front end', 'フロントエンド'],
  ['github actions', 'gha'],
  ['google cloud', 'gcp', 'google cloud platform'],
  ['golang', 'go言語'],
  ['iac', 'infrastructure as code'],
  ['infrastructure', 'infra', 'インフラ'],
  ['internationalization', 'internationalisation', 'i18n', '国際化'],
  ['iot', 'internet of things', 'モノのインターネット'],
  ['javascript', 'js', 'ジャバスクリプト'],
  ['kotlin', 'コトリン'],
  ['kubernetes', 'k8s', 'クーバネティス', 'クバネティス'],
  ['linux', 'リナックス'],
  ['llm', 'large language model', '大規模言語モデル'],
  ['localization', 'localisation', 'l10n'],
  ['machine learning', 'ml', '機械学習'],
  ['microservices', 'microservice', 'マイクロサービス'],
  ['network', 'networking', 'ネットワーク'],
  ['nextjs', 'next.js'],
  ['nlp', 'natural language processing', '自然言語処理'],
  ['nodejs', 'node.js'],
  ['observability', 'o11y', '可観測性', 'オブザーバビリティ'],
  ['open source', 'oss', 'opensource', 'オープンソース'],
  ['postgresql', 'postgres', 'pg', 'ポストグレス'],
  ['python', 'パイソン'],
  ['rails', 'ruby on rails', 'ror'],
  ['security', 'セキュリティ'],
  ['sre', 'site reliability engineering'],
  ['tdd', 'test driven development', 'テスト駆動開発'],
  ['terraform', 'tf', 'テラフォーム'],
  ['typescript', 'ts', 'タイプスクリプト'],
  ['vuejs', 'vue.js'],
  ['webassembly', 'wasm'],
].map((names) => names.map((name) => spaced(normaliseText(name))));

/** The other names of everything that a normalised text names, without those that it contains itself. */
export function otherNamesIn(normalised: string): string[] {
  const text = spaced(normalised);
  return GROUPS.flatMap((names) => {
    const contained = names.filter((name) => containsComparable(text, name));
    return contained.length > 0 ? names.filter((name) => !contained.includes(name)) : [];
  });
}
