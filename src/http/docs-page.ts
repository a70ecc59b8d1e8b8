/** The API's documentation: the generated document, and a page to read it and try it out, served from here alone. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { API_PREFIX } from '../protocol/routes.ts';
import { openApiDocument } from './openapi.ts';
import { sendJson } from './send.ts';

/** Where the document is, below the API's prefix. */
export const OPENAPI_PATH = '/openapi.json';

const PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Meshi API</title>
  <link rel="stylesheet" href="/docs/swagger-ui.css">
  <link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
  <div id="docs"></div>
  <script src="/docs/swagger-ui-bundle.js"></script>
  <script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '${API_PREFIX}${OPENAPI_PATH}', dom_id: '#docs', deepLinking: true, defaultModelsExpandDepth: 0, validatorUrl: null,
});
`;

/** The page and its files, to be mounted at `/docs`. */
export function docsPage(): Router {
  const router = Router();
  const library = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
  router.get('/', (_request, response) => void response.type('html').send(PAGE));
  router.get('/start.js', (_request, response) => void response.type('js').send(START));
  router.use(express.static(library, { index: false, redirect: false, maxAge: '1h' }));
  return router;
}

/** The document itself, to be mounted at the API's prefix. It is made at the first request and kept. */
export function openApiRoute(): express.RequestHandler {
  let text: string | null = null;
  return (_request, response) => {
    text ??= JSON.stringify(openApiDocument());
    sendJson(response, 200, text);
  };
}
