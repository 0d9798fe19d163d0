/** The platform as the command line talks to it: HTTP only. Start at {@link dev.plumbline.local.platform.PlatformClient}. */
package dev.plumbline.local.platform;
