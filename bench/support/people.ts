/** Creates people and rooms of a running Meshi over HTTP. */
import { API_PREFIX } from '../../src/protocol/routes.ts';

export interface BenchPerson {
  accessToken: string;
}

export interface BenchRoom {
  id: string;
  conversationId: string;
}

/** Signs people up one after the other, because hashing a password takes tens of milliseconds of processor time. */
export async function signUp(url: string, count: number): Promise<BenchPerson[]> {
  const people: BenchPerson[] = [];
  for (let number = 0; number < count; number += 1) {
    people.push(
      await post<BenchPerson>(url, '/accounts', {
        email: `bench-${number}@example.com`,
        password: 'a quiet evening with wine',
        handle: `bench${number}`,
        displayName: `Bench ${number}`,
      }),
    );
  }
  return people;
}

export async function createRooms(url: string, { accessToken }: BenchPerson, count: number): Promise<BenchRoom[]> {
  const titles = Array.from({ length: count }, (_, number) => `Bench ${number}`);
  return Promise.all(titles.map((title) => post<BenchRoom>(url, '/rooms', { title }, accessToken)));
}

async function post<Answer>(url: string, path: string, body: object, accessToken?: string): Promise<Answer> {
  const response = await fetch(`${url}${API_PREFIX}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accessToken && { authorization: `Bearer ${accessToken}` }) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}
