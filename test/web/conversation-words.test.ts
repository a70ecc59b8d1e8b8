/** Text in a conversation: the first question, and times in two time zones. */
import { expect } from 'chai';
import fc from 'fast-check';
import { firstQuestion, questionLanguage } from '../../web/features/conversations/first-question.ts';
import { byDay, theirAppointmentTime } from '../../web/features/proposals/appointment-times.ts';

const kinds = ['teach', 'ask', 'discuss'] as const;
const languages = ['ja', 'en'] as const;

describe('a first question', () => {
  it('differs by kind, side and language, and names the first tag', () => {
    const all = kinds.flatMap((kind) =>
      languages.flatMap((language) =>
        [true, false].map((isOwner) =>
          firstQuestion({ kind, tags: ['rust', 'wasm'], title: 'A title' }, { language, isOwner }),
        ),
      ),
    );

    expect(new Set(all).size).to.equal(12);
    for (const question of all)
      expect(question)
        .to.match(/[「“]rust[」”]/)
        .and.match(/[。?]$/);
  });

  it('asks the person who teaches about the topic, and the owner about the interest of the other', () => {
    const ask = (isOwner: boolean) =>
      firstQuestion({ kind: 'teach', tags: [], title: 'Rust' }, { language: 'en', isOwner });

    expect(ask(false)).to.equal('If I were to start with “Rust” today, where should I begin?');
    expect(ask(true)).to.equal('What would you like to hear first about “Rust”?');
  });

  it('names the title if there is no tag, shortened without splitting a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }), (title) => {
        const question = firstQuestion({ kind: 'discuss', tags: [], title }, { language: 'en', isOwner: false });

        expect(question.isWellFormed()).to.equal(true);
        expect([...question].length).to.be.at.most(90);
      }),
    );
  });

  it('is in the language of the topic if the reader speaks it, otherwise in the language of the screen', () => {
    const of = (topicLanguage: string, readerLanguages: string[]) =>
      questionLanguage({ topicLanguage, readerLanguages, uiLanguage: 'en' });

    expect(of('ja', ['ja', 'en'])).to.equal('ja');
    expect(of('ja', ['en'])).to.equal('en');
    expect(of('ko', ['ko'])).to.equal('en');
  });
});

describe('times in two time zones', () => {
  const time = { startsAt: '2026-11-24T23:15:00.000Z', endsAt: '2026-11-24T23:45:00.000Z' };

  it('include the time of the other person if it is different, also over midnight', () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

    expect(theirAppointmentTime(time, 'en', timeZone)).to.equal(null);
    expect(theirAppointmentTime(time, 'ja', 'Pacific/Kiritimati'))
      .to.include('25')
      .and.include('13');
    expect(theirAppointmentTime(time, 'en', 'Nowhere/Atlantis')).to.equal(null);
    expect(theirAppointmentTime(time, 'en', undefined)).to.equal(null);
  });

  it('are grouped by the days of the reader', () => {
    const slots = [0, 12, 24, 36].map((hours) => {
      const from = Date.parse('2026-11-24T00:00:00Z') + hours * 3_600_000;
      return { startsAt: new Date(from).toISOString(), endsAt: new Date(from + 1_800_000).toISOString() };
    });

    const days = byDay(slots, 'en');

    expect(days.flatMap((day) => day.slots)).to.deep.equal(slots);
    expect(new Set(days.map(({ day }) => day)).size).to.equal(days.length);
  });
});
