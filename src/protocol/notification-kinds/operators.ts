/** Notifications from the operators of the server. */
import { z } from 'zod';
import { timeSchema } from '../common.ts';
import { reportKindSchema } from '../reports.ts';
import { kind } from './kind.ts';

export const operatorKinds = {
  /** Operators have decided about a report of mine. */
  report_decided: kind({
    group: 'operators',
    data: z.object({ reportKind: reportKindSchema, wasActed: z.boolean() }),
    path: () => '/notifications',
    words: {
      ja: ({ wasActed }) => ({
        title: '報告を確認しました',
        body: wasActed
          ? '対応しました。知らせてくれてありがとうございます。'
          : '今回は対応が必要ないと判断しました。知らせてくれてありがとうございます。',
      }),
      en: ({ wasActed }) => ({
        title: 'We looked at your report',
        body: wasActed
          ? 'We have acted on it. Thank you for telling us.'
          : 'We decided that nothing needs to be done this time. Thank you for telling us.',
      }),
    },
  }),
  /** The archive of my data can be downloaded. */
  data_export_ready: kind({
    group: 'operators',
    data: z.object({}),
    path: () => '/settings/data',
    hasOwnLetter: true,
    words: {
      ja: () => ({ title: 'データの準備ができました', body: '「データの書き出し」からダウンロードできます。' }),
      en: () => ({ title: 'Your data is ready', body: 'Download it under Export my data.' }),
    },
  }),
  /** Operators will remove my second factors at this time, unless I prevent it. */
  factor_reset: kind({
    group: 'operators',
    data: z.object({ at: timeSchema }),
    isTimely: true,
    path: () => '/settings/security',
    words: {
      ja: ({ at }, { time }) => ({
        title: '2段階認証の解除が予定されています',
        body: `${time(at)} に運営者が解除します。心当たりがなければ、取り消してください。`,
      }),
      en: ({ at }, { time }) => ({
        title: 'Your second factors will be removed',
        body: `Operators remove them ${time(at)}. If you did not ask for it, cancel it.`,
      }),
    },
  }),
  /** Operators warn me about something that I wrote or did. */
  operators_warning: kind({
    group: 'operators',
    data: z.object({ note: z.string() }),
    path: () => '/terms',
    words: {
      ja: ({ note }) => ({ title: '運営からの注意', body: note }),
      en: ({ note }) => ({ title: 'A warning from the operators', body: note }),
    },
  }),
};
