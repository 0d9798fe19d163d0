// Shows the API's description with Swagger UI, which is served from this process as well.
window.SwaggerUIBundle({ url: "/openapi.yaml", dom_id: "#api", deepLinking: true });
