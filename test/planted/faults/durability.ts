/** Faults in the message log, the stored and cached messages, and the embedded engine. */
import type { Fault } from '../fault.ts';

const LOG = 'test/conversations/conversations.test.ts';
const DATABASE = 'test/database/database.test.ts';

export const durability: readonly Fault[] = [
  {
    name: 'a message is shown before it is in the journal',
    file: 'src/conversations/messages/message-log.ts',
    find: 'this.#durableUpTo.set(conversationId, last);',
    replace: '',
    tests: [LOG],
    title: 'shows no message of an unconfirmed insert',
  },
  {
    name: 'messages of an insert that began after the query are shown',
    file: 'src/conversations/messages/message-reader.ts',
    find: 'docs.filter(({ seq }) => seq <= upTo).map(toMessage)',
    replace: 'docs.filter(({ seq }) => seq <= upTo || seq > 0).map(toMessage)',
    tests: [LOG],
    title: 'shows no message of an insert that began after the query was sent',
  },
  {
    name: 'the newest page is empty during a long insert',
    file: 'src/conversations/messages/message-reader.ts',
    find: '      this.#options.log.durableUpTo(place.conversationId),\n    );\n    const docs',
    replace: '    );\n    const docs',
    tests: [LOG],
    title: 'shows no message of an unconfirmed insert',
  },
  {
    name: 'messages that another process stores stay invisible',
    file: 'src/conversations/messages/message-log.ts',
    find: `        this.#batch = this.#batch.filter(({ isAnswered }) => !isAnswered);
      }
    }
    this.#durableUpTo.clear();`,
    replace: `        this.#batch = this.#batch.filter(({ isAnswered }) => !isAnswered);
      }
    }`,
    tests: [LOG],
    title: 'if two processes write to the same conversations',
  },
  {
    name: 'the memory is outdated after a lost insert',
    file: 'src/conversations/messages/message-log.ts',
    find: 'this.#options.hot?.drop(conversationId);',
    replace: '',
    tests: [LOG],
    title: 'keeps nothing outdated in memory after an insert whose answer was lost',
  },
  {
    name: 'a resend of an older message becomes the newest one in memory',
    file: 'src/conversations/messages/message-log.ts',
    find: `found.map(({ key }) => stored.get(key)).filter((doc) => doc !== undefined),
      null,`,
    replace: `found.map(({ key }) => stored.get(key)).filter((doc) => doc !== undefined),
      this.#options.hot,`,
    tests: [LOG],
    title: 'keeps the newest messages in memory when an older one is resent',
  },
  {
    name: 'a batch continues after a rejected message',
    file: 'src/conversations/messages/message-log.ts',
    find: 'insertMany(docs, { ordered: true })',
    replace: 'insertMany(docs, { ordered: false })',
    tests: [LOG],
    title: 'leaves no gap after resends within a batch',
  },
  {
    name: 'the queue accepts one message too many',
    file: 'src/conversations/messages/message-log.ts',
    find: 'this.#queue.length >= commitQueue',
    replace: 'this.#queue.length > commitQueue',
    tests: [LOG],
    title: 'rejects messages if its queue is full',
  },
  {
    name: 'a message waits for the database without a limit',
    file: 'src/conversations/messages/message-log.ts',
    find: 'expiresAt <= performance.now()',
    replace: 'expiresAt <= 0',
    tests: [LOG],
    title: 'rejects a message that waits too long',
  },
  {
    name: 'the process ends before the queue is written',
    file: 'src/conversations/messages/message-log.ts',
    find: `this.#isClosed = true;
    await this.#running;`,
    replace: 'this.#isClosed = true;',
    tests: [LOG],
    title: 'stores everything that is queued before it closes',
  },
  {
    name: 'a closed log accepts messages',
    file: 'src/conversations/messages/message-log.ts',
    find: 'if (this.#isClosed || this.#queue.length',
    replace: 'if (this.#queue.length',
    tests: [LOG],
    title: 'stores everything that is queued before it closes',
  },
  {
    name: 'a lost insert is not looked up, and its outcome counts as a failure',
    file: 'src/conversations/messages/message-log.ts',
    find: 'if (isUnavailable(error)) await this.#untilDatabaseIsBack(error);',
    replace: 'if (!isUnavailable(error)) await this.#untilDatabaseIsBack(error);',
    tests: [LOG],
    title: 'keeps nothing outdated in memory after an insert whose answer was lost',
  },
  {
    name: 'a page that a message has overtaken is kept',
    file: 'src/conversations/messages/hot-messages.ts',
    find: `    for (const loading of this.#loadings.get(message.conversationId) ?? []) loading.isOverrun = true;
    const hot = this.#conversations.get(message.conversationId);`,
    replace: '    const hot = this.#conversations.get(message.conversationId);',
    tests: [LOG],
    title: 'does not keep a page in memory that was overtaken by a message',
  },
  {
    name: 'a page that was read before a message was hidden is kept',
    file: 'src/conversations/messages/hot-messages.ts',
    find: `    for (const loading of this.#loadings.get(message.conversationId) ?? []) loading.isOverrun = true;
    const hot = this.#conversations.peek(message.conversationId);`,
    replace: '    const hot = this.#conversations.peek(message.conversationId);',
    tests: [LOG],
    title: 'overtaken by a moderator who hid one of its messages',
  },
  {
    name: 'the messages in memory continue over a gap',
    file: 'src/conversations/messages/hot-messages.ts',
    find: 'if (hot?.messages.at(-1)?.seq !== message.seq - 1) {',
    replace: 'if (!hot) {',
    tests: [LOG],
    title: 'start again after a gap',
  },
  {
    name: 'a page from memory lacks its first messages',
    file: 'src/conversations/messages/hot-messages.ts',
    find: 'hot.messages.length < limit && first.seq > removedToSeq',
    replace: 'hot.messages.length < limit - 1 && first.seq > removedToSeq',
    tests: [LOG],
    title: 'answer only if everything that was asked for is among them',
  },
  {
    name: 'a sync from memory skips a message',
    file: 'src/conversations/messages/hot-messages.ts',
    find: 'afterSeq < first.seq - 1) return null',
    replace: 'afterSeq < first.seq - 2) return null',
    tests: [LOG],
    title: 'answer only if everything that was asked for is among them',
  },
  {
    name: 'a page in memory lacks the last message',
    file: 'src/conversations/messages/hot-messages.ts',
    find: `hot.messages.push(message);
    hot.page = null;`,
    replace: 'hot.messages.push(message);',
    tests: [LOG],
    title: 'return a page that includes a message or change',
  },
  {
    name: 'a sync of long messages ends in the middle',
    file: 'src/conversations/messages/message-reader.ts',
    find: ' && messages.length === found.length;',
    replace: ';',
    tests: [LOG],
    title: 'ends a page early when its messages are long',
  },
  {
    name: 'acknowledged writes are not in the journal',
    file: 'src/database/open-database.ts',
    find: 'writeConcern: { w: 1, journal: true },',
    replace: 'writeConcern: { w: 1, journal: false },',
    tests: [DATABASE],
    title: 'keeps all acknowledged writes through crashes',
  },
];
