/** Words of what Home shows and why, and of what it is worked out from. */
export const homeJa = {
  freeHours: '空いている時間',
  freeHoursHint: 'ふだん話せる時間です。ほかの人には見えません。重なる時間を見つけるためだけに使います。',
  freeDays: '曜日',
  freeFrom: '開始',
  freeTo: '終了',
};

export const homeEn: typeof homeJa = {
  freeHours: 'Free hours',
  freeHoursHint: 'When you can usually talk. Nobody else sees them: they only serve to find times you share.',
  freeDays: 'Days',
  freeFrom: 'From',
  freeTo: 'To',
};
