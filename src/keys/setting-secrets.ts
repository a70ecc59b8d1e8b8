/** Which secrets come from the settings. They have no rehearsal there, see docs/decisions/0033-life-of-keys.md. */
import type { Config } from '../kernel/config.ts';
import type { SettingSecret } from '../protocol/keys.ts';

export interface SettingSecretsOptions {
  config: Pick<Config, 'sealingKeys'> & { media: Pick<Config['media'], 'turnUrls' | 'turnSecret'> };
  /** Those in use, which development makes if there is no setting. */
  tokenKeys: readonly unknown[];
  hasVapidKeys: boolean;
}

export function settingSecretsOf({ config, tokenKeys, hasVapidKeys }: SettingSecretsOptions): SettingSecret[] {
  const { sealingKeys, media } = config;
  const hasTurn = media.turnSecret !== null && media.turnUrls.length > 0;
  return [
    { name: 'TOKEN_SECRETS', values: tokenKeys.length },
    { name: 'KEYS_SECRET', values: sealingKeys.length },
    { name: 'TURN_SECRET', values: hasTurn ? 1 : 0 },
    { name: 'VAPID_KEYS', values: hasVapidKeys ? 1 : 0 },
  ];
}
