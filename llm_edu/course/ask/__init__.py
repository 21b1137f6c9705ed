"""``llm-edu ask FOLDER "question"``: an answer out of your own files, with its sources, or none (lesson 15).

    from llm_edu.course.ask.asking import ask_folder

    reply = ask_folder("my_notes", "When does the mill open?")
    print(reply.answer, reply.sources)

Read in this order:
``files``     which files of a folder are read, and how a file becomes passages, each with its line or page
``store``     the index of a folder in the user's cache: whole, or what a killed process had done of it
``renewing``  an index brought up to date: only what is new or has changed is read and encoded
``citing``    does an answer stand in the passages? A program checks it; no model is asked
``asking``    passages found, an answer written, checked, and given or withheld
``command``   the command line
"""
