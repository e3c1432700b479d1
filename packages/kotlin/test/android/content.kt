package android.content

import android.net.Uri
import android.os.Bundle

open class Context

open class ActivityNotFoundException : RuntimeException()

open class Intent(val action: String, val data: Uri?) {
    var extras: Bundle? = null

    val dataString: String? get() = data?.toString()

    fun putExtras(given: Bundle): Intent = apply { extras = given }

    companion object {
        const val ACTION_VIEW = "android.intent.action.VIEW"
    }
}
