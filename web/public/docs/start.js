/** Shows the API's OpenAPI document. The build copies Swagger UI beside this file. */
window.SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  // By default Swagger UI asks a public server to validate the document.
  validatorUrl: null,
});
