/** Shows the OpenAPI document of the API. The build copies Swagger UI into the folder of this file. */
window.SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  // By default Swagger UI asks a public server to validate the document.
  validatorUrl: null,
});
