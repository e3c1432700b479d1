package inperson

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import java.net.URLDecoder
import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException

/**
 * What your back end gave the app.
 *
 * @property link opens the check; good once, for ten minutes.
 * @property returnTo one of the app token's `returns`, which leads into this activity.
 * @property state what your back end drew for this very app, and sent with the link.
 * @property withinMs after how long nobody is waited for any more.
 */
data class WantedCheck(
    val link: String,
    val returnTo: String,
    val state: String,
    val withinMs: Long = 15 * 60_000,
)

/** Why there is no check to ask for: `CANCELLED`, `UNSUPPORTED` or `TIMEOUT`. */
class CheckException(val code: ErrorCode, cause: Throwable? = null) : Exception(code.code, cause)

/**
 * A check on the server's page, in a Custom Tab. No permission and no dependency: the camera is the
 * browser's. The activity is `singleTask`, has the intent filter of `returnTo`, and hands on
 * `onNewIntent`, `onPause` and `onResume`.
 *
 * @param ended hears once: the session's id, to ask your back end about, or a [CheckException].
 */
class FaceCheck(
    private val activity: Activity,
    private val wanted: WantedCheck,
    private val ended: (Result<String>) -> Unit,
) {
    private val later = Handler(Looper.getMainLooper())
    private var away = false
    private var over = false

    /** Open the window. */
    fun open() {
        val window = Intent(Intent.ACTION_VIEW, Uri.parse(wanted.link))
        // what makes it a Custom Tab: androidx.browser puts no more where there is no session
        window.putExtras(Bundle().apply { putBinder(CUSTOM_TAB, null) })
        later.postDelayed({ fails(ErrorCode.TIMEOUT) }, wanted.withinMs)
        try {
            activity.startActivity(window)
        } catch (cause: ActivityNotFoundException) {
            fails(ErrorCode.UNSUPPORTED, cause)
        }
    }

    /** The app is called. Whoever does not know the state is not heard. */
    fun onNewIntent(intent: Intent) {
        returned(intent.dataString ?: return, wanted)?.let { end(Result.success(it)) }
    }

    /** The window is before the app. */
    fun onPause() {
        away = true
    }

    /** It is gone; where the person came back, the call is here or on its way. */
    fun onResume() {
        if (away) later.postDelayed({ fails(ErrorCode.CANCELLED) }, LATE_MS)
    }

    private fun fails(code: ErrorCode, cause: Throwable? = null) =
        end(Result.failure(CheckException(code, cause)))

    private fun end(result: Result<String>) {
        if (over) return
        over = true
        later.removeCallbacksAndMessages(null)
        ended(result)
    }

    companion object {
        private const val CUSTOM_TAB = "android.support.customtabs.extra.SESSION"
        private const val LATE_MS = 1_500L

        /**
         * Tell which session came back, if a call is this check's. An app that Android ended while
         * the window was open asks this of the intent that started it, with what it kept.
         */
        fun returned(url: String, wanted: WantedCheck): String? {
            val here = url.substringBefore('#')
            if (here.substringBefore('?') != wanted.returnTo) return null
            val pairs = here.substringAfter('?', "").split('&')
            fun said(name: String) =
                pairs.filter { it.startsWith("$name=") }.singleOrNull()?.let { plain(it.substring(name.length + 1)) }
            return if (said("state") == wanted.state) said("session")?.ifEmpty { null } else null
        }

        private fun plain(text: String): String? =
            try {
                val bytes = URLDecoder.decode(text, "ISO-8859-1").toByteArray(Charsets.ISO_8859_1)
                Charsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()
            } catch (_: IllegalArgumentException) {
                null
            } catch (_: CharacterCodingException) {
                null
            }
    }
}
