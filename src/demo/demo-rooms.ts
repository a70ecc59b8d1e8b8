/** The rooms of the demo, which anyone can enter. */
import type { CreateRoom } from '../protocol/rooms.ts';

export const rooms: readonly (Omit<CreateRoom, 'isStage'> & { owner: string })[] = [
  { owner: 'rin_y', title: '作業しながら雑談', tags: ['もくもく', 'bgm'], language: 'ja' },
  { owner: 'emma_w', title: 'English corner, no grammar police', tags: ['english'], language: 'en' },
  { owner: 'haruka_k', title: 'Rust もくもく会', tags: ['rust'], language: 'ja' },
  { owner: 'kenji_s', title: '深夜のサーバー室', tags: ['自宅サーバー', 'network'], language: 'ja' },
  { owner: 'sora', title: '昼休みのごはん', tags: ['ごはん'], language: 'ja' },
  { owner: 'lars', title: 'Compilers and coffee', tags: ['compilers', 'coffee'], language: 'en' },
];
