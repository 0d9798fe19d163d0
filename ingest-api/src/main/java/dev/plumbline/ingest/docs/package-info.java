/** What the API says about itself. Start at {@link dev.plumbline.ingest.docs.OpenApi}; {@code DocsPages} is the page to try it. */
package dev.plumbline.ingest.docs;
