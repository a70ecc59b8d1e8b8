/** Routes of notifications, of what is sent of them, and of the devices that take push. */
import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema } from '../common.ts';
import { notificationSchema, readNotificationsSchema, unreadNotificationsSchema } from '../notifications.ts';
import type { RouteTable } from './route-table.ts';

export const notificationRoutes = {
  'notifications.list': {
    method: 'get',
    path: '/notifications',
    auth: 'required',
    limit: 'read',
    query: pageQuerySchema,
    output: pageSchema(notificationSchema),
    status: 200,
    summary: 'My notifications, newest first. They are kept for 60 days.',
  },
  'notifications.countUnread': {
    method: 'get',
    path: '/notifications/unread',
    auth: 'required',
    limit: 'read',
    output: unreadNotificationsSchema,
    status: 200,
    summary: 'How many notifications I have not read, counted up to 100.',
  },
  'notifications.read': {
    method: 'post',
    path: '/notifications/read',
    auth: 'required',
    limit: 'write',
    body: readNotificationsSchema,
    output: unreadNotificationsSchema,
    status: 200,
    summary: 'Marks my notifications as read, all or up to one; answers how many are still unread.',
  },
  'notifications.readOne': {
    method: 'post',
    path: '/notifications/:notificationId/read',
    auth: 'required',
    limit: 'write',
    params: z.object({ notificationId: idSchema }),
    output: unreadNotificationsSchema,
    status: 200,
    summary: 'Marks one notification as read; answers how many are still unread.',
  },
} satisfies RouteTable;
