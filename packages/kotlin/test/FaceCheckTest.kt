// Run with the vectors' path; prints the codes, and a line for each check that held.
import android.Clock
import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import inperson.CheckException
import inperson.ErrorCode
import inperson.FaceCheck
import inperson.WantedCheck
import java.io.File

private val WANTED =
    WantedCheck("https://face.example/check/ten_a#d", "org.example.shop:/done", "a&b c", withinMs = 9_000)
private const val BACK = "org.example.shop:/done?session=ses_a&state=a%26b+c"

private fun call(url: String?) = Intent(Intent.ACTION_VIEW, url?.let { Uri.parse(it) })

private fun holds(name: String, held: Boolean) {
    check(held) { name }
    println("held: $name")
}

private class Phone(val activity: Activity = Activity()) {
    val heard = mutableListOf<String>()
    val check = FaceCheck(activity, WANTED) { result ->
        heard += result.getOrElse { (it as CheckException).code.code }
    }

    init {
        Clock.waiting.clear()
        check.open()
    }
}

fun main(arguments: Array<String>) {
    println("codes: " + ErrorCode.entries.joinToString(" ") { it.code })
    val rows = File(arguments[0]).readLines().filter { !it.startsWith("#") }.map { it.split("\t") }
    for ((session, url, why) in rows)
        holds("$why: $url", FaceCheck.returned(url, WANTED).orEmpty() == session)

    with(Phone()) {
        val shown = activity.started.single()
        holds("a Custom Tab opens the link", shown.dataString == WANTED.link &&
            "android.support.customtabs.extra.SESSION" in shown.extras!!.binders)
        check.onPause()
        check.onNewIntent(call("org.example.shop:/done?session=ses_x&state=no"))
        check.onNewIntent(call(null))
        check.onNewIntent(call(BACK))
        check.onResume()
        Clock.passes(100_000)
        holds("who comes back is heard once, and nobody else", heard == listOf("ses_a"))
    }
    with(Phone()) {
        check.onPause()
        check.onResume() // the window goes first
        check.onNewIntent(call(BACK))
        Clock.passes(100_000)
        holds("a call that is late is heard", heard == listOf("ses_a"))
    }
    with(Phone()) {
        check.onResume() // opened before the activity was first seen
        Clock.passes(8_999)
        holds("an activity that begins is no person who comes back", heard.isEmpty())
        check.onPause()
        check.onResume()
        Clock.passes(1_500)
        check.onNewIntent(call(BACK))
        holds("who closes the window has cancelled", heard == listOf("cancelled"))
    }
    with(Phone()) {
        check.onPause()
        Clock.passes(9_000)
        holds("nobody is waited for for ever", heard == listOf("timeout"))
    }
    val none = object : Activity() {
        override fun startActivity(intent: Intent) = throw ActivityNotFoundException()
    }
    holds("no browser is said", Phone(none).heard == listOf("unsupported"))
}
