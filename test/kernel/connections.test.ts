/** Which connections are encrypted. */
import { expect } from 'chai';
import { hasLogin, isPlain } from '../../src/kernel/connections.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { Mailer } from '../../src/mail/mailer.ts';
import { startMailServer } from '../support/mail-server.ts';

describe('connections', () => {
  it('to other machines are plain without TLS', () => {
    const plain = [
      'mongodb://u:p@db.example:27017/x',
      'redis://10.0.0.2?tls=true',
      'smtp://user:p%40ss@mail.example:587',
    ];
    const mixed = 'mongodb://127.0.0.1:1,db.example:2/?replicaSet=a';
    const encrypted = ['mongodb+srv://db.example', 'mongodb://db.example/?tls=true', 'rediss://r', 'smtps://m'];
    const local = ['mongodb://localhost,127.0.0.1:2/x', 'redis://[::1]:6379', 'mongodb://%2Ftmp%2Fm.sock/x'];

    const all = [...plain, mixed, ...encrypted, ...local];
    expect(all.filter(isPlain)).to.deep.equal([...plain, mixed]);
  });

  it('to databases have a login by password, certificate or token', () => {
    const withLogin = ['redis://:p@r', 'mongodb://u:p@db', 'mongodb://db/?authMechanism=MONGODB-X509&tls=true'];
    const without = ['redis://r', 'redis://u@r', 'mongodb://db/?authSource=a:b@c', 'mongodb://u:@db'];

    expect([...withLogin, ...without].filter(hasLogin)).to.deep.equal(withLogin);
  });

  it('to mail servers on other machines need STARTTLS, unless the URL says that they do not', async () => {
    const server = await startMailServer();
    // A name of this machine that does not look like one.
    const url = server.url.replace('127.0.0.1', '0.0.0.0');
    const mail = { to: 'ada@example.com', subject: 'Tea', text: 'At four' };
    const outcomes: string[] = [];

    for (const smtpUrl of [url, `${url}?requireTLS=false`, server.url]) {
      const mailer = new Mailer({ smtpUrl: new Secret(smtpUrl), from: 'Meshi <no-reply@localhost>' });
      outcomes.push(
        await mailer.send(mail).then(
          () => 'sent',
          (error: NodeJS.ErrnoException) => error.code ?? '',
        ),
      );
      mailer.close();
    }

    await server.close();
    expect(outcomes).to.deep.equal(['ETLS', 'sent', 'sent']);
  });
});
