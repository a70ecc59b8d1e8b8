/** The words of a letter to the operators. What people have written is quoted, so that it cannot pass for a part of the letter. */
import type { Mail } from '../mail/mailer.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { ReportKind, ReportReason } from '../protocol/reports.ts';
import type { ReportDoc } from './report-model.ts';

interface LetterFacts {
  people: ReadonlyMap<string, ProfileSummary>;
  /** The name of the organisation; null for the one that everybody belongs to. */
  organisation: string | null;
  publicUrl: string;
}

const KINDS: Record<ReportKind, string> = {
  person: '人 / person',
  topic: '話題 / topic',
  meal: '食事会 / meal',
  room: 'ルーム / room',
  message: 'メッセージ / message',
};

const REASONS: Record<ReportReason, string> = {
  harassment: '嫌がらせ・脅し / harassment or threats',
  solicitation: '宣伝・勧誘 / advertising or recruiting',
  hate: '差別・ヘイト / hate or discrimination',
  sexual: '性的な内容 / sexual content',
  privacy: '個人情報の公開 / private information',
  impersonation: 'なりすまし / impersonation',
  other: 'その他 / something else',
};

/** A letter about one or more reports. */
export function reportLetter(reports: readonly ReportDoc[], facts: LetterFacts): Omit<Mail, 'to'> {
  const [first] = reports;
  const count = reports.length;
  const subject =
    count === 1 && first
      ? `Meshi: 報告（${KINDS[first.kind].replace(' / ', '） / Report: ')}`
      : `Meshi: ${count}件の報告 / ${count} reports`;
  return {
    // The same for every attempt to send the same reports.
    id: `report-${first?._id}-${first?.changedAt.getTime()}-${count}`,
    subject,
    text: [...reports.flatMap((report) => linesOf(report, facts)), ...CLOSING].join('\n'),
  };
}

const CLOSING = [
  '報告した人がだれかを、相手に伝えないでください。対応の手順は docs/operating.md にあります。',
  'Do not tell the other person who reported. docs/operating.md describes what to do.',
  '',
];

function linesOf(report: ReportDoc, { people, organisation, publicUrl }: LetterFacts): string[] {
  const { kind, reason, words, text, reporterId, authorId, writtenAt, createdAt } = report;
  const nameOf = (id: string) => {
    const person = people.get(id);
    return `${person?.displayName} @${person?.handle} (${id})`;
  };
  return [
    `種類 / Kind: ${KINDS[kind]}`,
    `理由 / Reason: ${REASONS[reason]}`,
    `報告した人 / Reported by: ${nameOf(reporterId)}`,
    `相手 / About: ${nameOf(authorId)}`,
    `組織 / Organisation: ${organisation ?? 'みんなの Meshi / Meshi for everyone'}`,
    `報告した時刻 / Reported at: ${createdAt.toISOString()}`,
    `書いた時刻 / Written at: ${writtenAt.toISOString()}`,
    `リンク / Link: ${publicUrl}${pathOf(report)}`,
    '',
    '報告された内容（そのときのもの） / What was reported, as it was then:',
    ...quoted(text),
    '',
    ...(words === '' ? [] : ['報告した人の説明 / What the reporter wrote:', ...quoted(words), '']),
    '----',
    '',
  ];
}

/** Operators cannot open conversations, so a message leads to the person who wrote it. */
function pathOf({ kind, subjectId, authorId }: ReportDoc): string {
  const paths: Record<ReportKind, string> = {
    person: `/people/${subjectId}`,
    topic: `/topics/${subjectId}`,
    meal: `/meals/${subjectId}`,
    room: `/rooms/${subjectId}`,
    message: `/people/${authorId}`,
  };
  return paths[kind];
}

function quoted(text: string): string[] {
  return text.split('\n').map((line) => `> ${line}`);
}
