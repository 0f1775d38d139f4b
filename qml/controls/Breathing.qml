pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Theme

// Three dots: something is under way. Opacity only; still where motion is unwanted.
Row {
    id: root

    required property string name

    spacing: Theme.size.gap
    Accessible.role: Accessible.Animation
    Accessible.name: name

    Repeater {
        model: 3

        Rectangle {
            id: dot

            required property int index

            width: Theme.size.dot
            height: Theme.size.dot
            radius: width / 2
            color: Theme.colour.accent

            SequentialAnimation on opacity  {
                running: !Theme.still && root.visible
                loops: Animation.Infinite

                PauseAnimation {
                    duration: dot.index * Theme.motionMs
                }
                NumberAnimation {
                    to: 0.2
                    duration: Theme.breathMs / 2
                }
                NumberAnimation {
                    to: 1
                    duration: Theme.breathMs / 2
                }
                PauseAnimation {
                    duration: (2 - dot.index) * Theme.motionMs
                }
            }
        }
    }
}
