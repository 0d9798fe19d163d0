/**
 * The platform as containers: what the command line knows of Docker and of {@code deploy/compose}. Start at {@link
 * dev.plumbline.local.compose.ComposeStack}.
 */
package dev.plumbline.local.compose;
